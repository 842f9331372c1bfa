namespace Slipway.Diagnostics;

/// <summary>
/// Something that Slipway refuses or could not do, as users read it: a code from a closed set, the cause, and what
/// to do next. Never holds secret values. Each boundary (HTTP, registry, git, terminal) maps codes to its own
/// answers in one place.
/// </summary>
/// <param name="nextStep">What the reader may do next, as a sentence or a command; null where the cause
/// says it all.</param>
public class SlipwayException(ErrorCode code, string message, string? nextStep = null, Exception? inner = null)
    : Exception(message, inner)
{
    public ErrorCode Code { get; } = code;

    public string? NextStep { get; } = nextStep;
}
