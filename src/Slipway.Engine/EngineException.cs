namespace Slipway.Engine;

public enum EngineError
{
    /// <summary>A gear, volume or snapshot of that name does not exist.</summary>
    NotFound,

    /// <summary>The name is taken by something else.</summary>
    Conflict,

    /// <summary>No disk space, slots or addresses are left.</summary>
    Exhausted,

    /// <summary>
    /// The image or specification asks for what cannot be run: unknown user, missing command, malformed mount.
    /// </summary>
    InvalidSpec,

    /// <summary>A tool, kernel feature or right is missing on this machine.</summary>
    Unsupported,

    /// <summary>The runtime failed for a reason of its own.</summary>
    Runtime,
}

/// <summary>Something the engine could not do: the cause, and what the reader may do next.</summary>
public sealed class EngineException(EngineError error, string message, string? nextStep = null, Exception? cause = null)
    : Exception(message, cause)
{
    public EngineError Error { get; } = error;

    public string? NextStep { get; } = nextStep;
}
