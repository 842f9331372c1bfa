namespace Slipway.Oci;

/// <summary>An untrusted document, archive or reference violates its specification.</summary>
public sealed class OciFormatException(string message, Exception? cause = null) : FormatException(message, cause);
