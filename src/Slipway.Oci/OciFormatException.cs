namespace Slipway.Oci;

/// <summary>A document, archive or reference from outside is not of the form its specification asks for.</summary>
public sealed class OciFormatException(string message, Exception? cause = null) : FormatException(message, cause);
