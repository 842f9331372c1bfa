namespace Slipway.Factory.Watching.Queue;

/// <summary>Which run is next, and which runs nobody waits for any more.</summary>
internal static class QueuePlan
{
    /// <summary>How often a run is begun that the server does not survive.</summary>
    public const int MaxAttempts = 3;

    /// <summary>
    /// The oldest waiting run of the watch whose last turn is the longest ago: a busy repository waits for all others
    /// between two of its runs.
    /// </summary>
    /// <returns>Null when none waits.</returns>
    public static WatchRun? Next(IEnumerable<WatchRun> open, IReadOnlyDictionary<string, long> turns) =>
        open.Where(run => run.State == RunState.Queued)
            .OrderBy(run => turns.GetValueOrDefault(run.Watch))
            .ThenBy(run => run.Id, StringComparer.Ordinal).FirstOrDefault();

    /// <summary>
    /// Runs whose lane has a newer one. A build of a change under review is ended for it; that of a branch goes on, for
    /// a busy branch would never be built otherwise.
    /// </summary>
    public static IEnumerable<(WatchRun Older, WatchRun Newer)> Superseded(IReadOnlyCollection<WatchRun> open) =>
        from lane in open.GroupBy(run => run.Lane)
        let newest = lane.OrderBy(run => run.Change?.Patchset).ThenBy(run => run.Id, StringComparer.Ordinal).Last()
        from older in lane
        where older.Id != newest.Id && (older.State == RunState.Queued || older.Change is not null)
        select (older, newest);

    /// <summary>What becomes of a run that was going on when the server ended.</summary>
    public static WatchRun Resumed(WatchRun run, DateTimeOffset now) => run.Attempts < MaxAttempts
        ? run with { State = RunState.Queued, Cause = null }
        : run with
        {
            State = RunState.Failed, Ended = now, Cause = $"the server ended {run.Attempts} times while it was built",
        };
}
