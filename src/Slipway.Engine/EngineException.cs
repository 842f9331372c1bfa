namespace Slipway.Engine;

public enum EngineError
{
    /// <summary>A gear, volume or snapshot of that name does not exist.</summary>
    NotFound,

    /// <summary>The name is in use.</summary>
    Conflict,

    /// <summary>No disk space, slots or addresses are left.</summary>
    Exhausted,

    /// <summary>The image or specification cannot be run: unknown user, missing command, malformed mount.</summary>
    InvalidSpec,

    /// <summary>A tool, kernel feature or permission is missing on this machine.</summary>
    Unsupported,

    /// <summary>The OCI runtime failed for another reason.</summary>
    Runtime,
}

/// <summary>An operation of the engine failed: the cause and the next step.</summary>
public sealed class EngineException(EngineError error, string message, string? nextStep = null, Exception? cause = null)
    : Exception(message, cause)
{
    public EngineError Error { get; } = error;

    public string? NextStep { get; } = nextStep;
}
