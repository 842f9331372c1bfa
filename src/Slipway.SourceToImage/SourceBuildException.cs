namespace Slipway.SourceToImage;

public enum SourceBuildError
{
    /// <summary>A file of the source, or the request, is not as it must be.</summary>
    InvalidSource,

    /// <summary>Neither source, cartridge nor image has a script that is needed, or it cannot be used.</summary>
    MissingScript,

    /// <summary>A script ended with another code than 0.</summary>
    ScriptFailed,
    TimedOut,
    OutOfMemory,
    DiskFull,
    TooManyProcesses,
}

/// <summary>
/// A build failed: in which phase, why, the script's own exit code and last lines (without secrets), and
/// what to do next.
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
