namespace Slipway.Factory.DebianBase;

/// <summary>Building the Debian base failed: the cause, and the next step.</summary>
public sealed class DebianBaseException(string message, string nextStep, Exception? cause = null)
    : IOException(message, cause)
{
    public string NextStep { get; } = nextStep;
}
