using Slipway.Factory.Watching.Records;
namespace Slipway.Factory.Watching.Queue;

/// <summary>Decides which run is next, and which runs are superseded.</summary>
internal static class QueuePlan
{
    /// <summary>How often a run is started when the server dies during it.</summary>
    public const int MaxAttempts = 3;

    /// <summary>
    /// The oldest queued run of the watch whose last run is the oldest: a busy repository does not starve others.
    /// </summary>
    /// <returns>Null when none is queued.</returns>
    public static WatchRun? Next(IEnumerable<WatchRun> open, IReadOnlyDictionary<string, long> turns) =>
        open.Where(run => run.State == RunState.Queued)
            .OrderBy(run => turns.GetValueOrDefault(run.Watch))
            .ThenBy(run => run.Id, StringComparer.Ordinal).FirstOrDefault();

    /// <summary>
    /// Runs whose lane has a newer one. A running build of a change under review is cancelled for it; that of a branch
    /// continues, because a busy branch would never be built otherwise.
    /// </summary>
    public static IEnumerable<(WatchRun Older, WatchRun Newer)> Superseded(IReadOnlyCollection<WatchRun> open) =>
        from lane in open.GroupBy(run => run.Lane)
        let newest = lane.OrderBy(run => run.Change?.Patchset).ThenBy(run => run.Id, StringComparer.Ordinal).Last()
        from older in lane
        where older.Id != newest.Id && (older.State == RunState.Queued || older.Change is not null)
        select (older, newest);

    /// <summary>The new state of a run that was active when the server ended.</summary>
    public static WatchRun Resumed(WatchRun run, DateTimeOffset now) => run.Attempts < MaxAttempts
        ? run with { State = RunState.Queued, Cause = null }
        : run with
        {
            State = RunState.Failed, Ended = now, Cause = $"the server ended {run.Attempts} times while it was built",
        };
}
