namespace Slipway.Platform;

public enum PlatformError
{
    /// <summary>The name refers to nothing, or to nothing the account may see.</summary>
    NotFound,

    /// <summary>The name is taken, or the thing is in use.</summary>
    Conflict,

    /// <summary>The request breaks a rule that its message names.</summary>
    Invalid,

    /// <summary>The account may not do this.</summary>
    Forbidden,

    /// <summary>A bound on number, size or time was reached.</summary>
    LimitReached,

    /// <summary>The application's source could not be built.</summary>
    BuildFailed,

    /// <summary>The release did not come to life.</summary>
    RolloutFailed,

    /// <summary>A part that is needed (engine, edge, repository) failed.</summary>
    Unavailable,

    /// <summary>Somebody ended the operation.</summary>
    Cancelled,
}

/// <summary>
/// Something the platform refuses or could not do: the cause, and what the reader may do next. Never
/// holds secret values.
/// </summary>
public sealed class PlatformException(
    PlatformError error, string message, string? nextStep = null, Exception? cause = null) : Exception(message, cause)
{
    public PlatformError Error { get; } = error;

    public string? NextStep { get; } = nextStep;
}
