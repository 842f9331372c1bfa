namespace Slipway.Edge;

/// <summary>An operation of the edge failed. The message contains the cause and the next step.</summary>
public sealed class EdgeException(string message, Exception? inner = null) : Exception(message, inner);
