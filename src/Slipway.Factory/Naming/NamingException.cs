namespace Slipway.Factory.Naming;

/// <summary>A text is no name, group or version of the image factory's; the message says what is expected.</summary>
public sealed class NamingException(string message) : Exception(message);
