namespace Slipway.Platform.Gears;

/// <summary>
/// When a gear that ended is started again: at once, then after 1, 2, 4, … seconds, at most five minutes; a minute of
/// service forgets the past.
/// </summary>
public static class RestartPolicy
{
    public static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan RanWell = TimeSpan.FromMinutes(1);

    /// <param name="restarts">How often it was started again already, without having run well.</param>
    public static TimeSpan Delay(int restarts) => restarts <= 0 ? TimeSpan.Zero
        : restarts > 9 ? MaxDelay
        : TimeSpan.FromSeconds(Math.Min(MaxDelay.TotalSeconds, 1 << (restarts - 1)));

    /// <summary>The count to go on with, after a gear served for this long (null: not at all).</summary>
    public static int Count(int restarts, TimeSpan? served) => served >= RanWell ? 0 : restarts;
}
