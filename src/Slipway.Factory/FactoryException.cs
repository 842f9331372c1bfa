namespace Slipway.Factory;

/// <summary>Why the image factory cannot go on: the cause, what is at fault, and what the reader may do next.</summary>
public sealed class FactoryException(string cause, string? nextStep = null, Exception? inner = null)
    : SlipwayException(ErrorCode.Factory, cause, nextStep, inner);
