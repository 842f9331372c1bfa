namespace Slipway.Factory.DebianBase;

/// <summary>Why the Debian base could not be made: the cause, and what the reader may do next.</summary>
public sealed class DebianBaseException(string message, string nextStep, Exception? cause = null)
    : IOException(message, cause)
{
    public string NextStep { get; } = nextStep;
}
