namespace Slipway.Edge;

/// <summary>The edge cannot do what it was asked. The message names the cause and the next step.</summary>
public sealed class EdgeException(string message, Exception? inner = null) : Exception(message, inner);
