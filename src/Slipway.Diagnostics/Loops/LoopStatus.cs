namespace Slipway.Diagnostics.Loops;

/// <summary>How a background loop is doing.</summary>
/// <param name="LastRound">When the last round ended; null before the first.</param>
/// <param name="LastError">What failed in the last round; null when all of it went well.</param>
/// <param name="Failures">Rounds that failed one after the other.</param>
public sealed record LoopStatus(string Name, DateTimeOffset? LastRound, string? LastError, int Failures)
{
    /// <summary>When the first of these rounds ended; null while all goes well.</summary>
    public DateTimeOffset? FailingSince { get; init; }
}
