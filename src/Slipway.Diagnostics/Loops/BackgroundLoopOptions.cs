namespace Slipway.Diagnostics.Loops;

/// <summary>When a background loop runs.</summary>
public sealed record BackgroundLoopOptions(string Name)
{
    /// <summary>From the end of a round to the next; infinite where only a wake-up starts one.</summary>
    public TimeSpan Interval { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>From the start of the loop to its first round.</summary>
    public TimeSpan InitialDelay { get; init; } = TimeSpan.Zero;

    /// <summary>The wait after a first failure; it doubles with each one that follows.</summary>
    public TimeSpan MinBackoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait after failures; never longer than the interval.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The wait before the next round.</summary>
    /// <param name="failures">Rounds that failed one after the other; 0 after a success.</param>
    public TimeSpan DelayAfter(int failures)
    {
        if (failures == 0)
            return Interval;
        var backoff = TimeSpan.FromTicks(Math.Min(MinBackoff.Ticks << Math.Min(failures - 1, 20), MaxBackoff.Ticks));
        return Interval == Timeout.InfiniteTimeSpan || backoff < Interval ? backoff : Interval;
    }
}
