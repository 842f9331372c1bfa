namespace Slipway.SourceToImage;

/// <summary>
/// A failed build: the phase, the cause, the script's exit code and last lines (masked), and the next step.
/// </summary>
/// <param name="code">Another one than <see cref="ErrorCode.BuildFailed"/> where the source is not at fault.</param>
public sealed class SourceBuildException(
    SourcePhase phase, string message, string nextStep, Exception? inner = null,
    ErrorCode code = ErrorCode.BuildFailed)
    : SlipwayException(code, message, nextStep, inner)
{
    public SourcePhase Phase { get; } = phase;

    /// <summary>The script's exit code, 128 + n for signal n.</summary>
    public int? ExitCode { get; init; }

    public IReadOnlyList<string> LastLines { get; init; } = [];
}
