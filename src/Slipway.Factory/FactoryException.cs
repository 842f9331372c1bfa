namespace Slipway.Factory;

/// <summary>An operation of the image factory failed: the cause, its location, and the next step.</summary>
public sealed class FactoryException(string cause, string? nextStep = null, Exception? inner = null)
    : SlipwayException(ErrorCode.Factory, cause, nextStep, inner);
