namespace Slipway.SourceToImage;

public enum SourceBuildError
{
    /// <summary>A file of the source, or the request, is invalid.</summary>
    InvalidSource,

    /// <summary>A required script is missing in source, cartridge and image, or unusable.</summary>
    MissingScript,

    /// <summary>A script exited with a code other than 0.</summary>
    ScriptFailed,
    TimedOut,
    OutOfMemory,
    DiskFull,
    TooManyProcesses,
}

/// <summary>
/// A failed build: the phase, the cause, the script's exit code and last lines (masked), and the next step.
/// </summary>
public sealed class SourceBuildException(
    SourceBuildError error, SourcePhase phase, string message, string nextStep, Exception? inner = null)
    : SlipwayException(ErrorCode.BuildFailed, message, nextStep, inner)
{
    public SourceBuildError Error { get; } = error;

    public SourcePhase Phase { get; } = phase;

    /// <summary>The script's exit code, 128 + n for signal n.</summary>
    public int? ExitCode { get; init; }

    public IReadOnlyList<string> LastLines { get; init; } = [];
}
