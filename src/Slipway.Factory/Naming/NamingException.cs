namespace Slipway.Factory.Naming;

/// <summary>A text is not a valid name, group or version; the message says what is expected.</summary>
public sealed class NamingException(string message) : Exception(message);
