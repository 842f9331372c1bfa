namespace Slipway.Factory.Watching.Records;

/// <summary>
/// Watches, their states, and the queue of runs. Each call is one transaction, which is on disk when its task
/// completes.
/// </summary>
public interface IWatchRecords
{
    /// <summary>The maximum number of finished and reported runs kept for a watch.</summary>
    const int MaxFinishedRuns = 50;

    /// <returns>False when the name is in use.</returns>
    Task<bool> AddAsync(Watch watch, CancellationToken cancel);

    /// <summary>By name.</summary>
    Task<IReadOnlyList<Watch>> ListAsync(CancellationToken cancel);

    /// <summary>Removes a watch with its state and its runs.</summary>
    /// <returns>False when there is no such watch.</returns>
    Task<bool> RemoveAsync(string name, CancellationToken cancel);

    /// <returns>Null when it was never polled.</returns>
    Task<WatchState?> FindStateAsync(string watch, CancellationToken cancel);

    /// <summary>
    /// Saves the result of a poll and queues its runs, atomically. Does nothing when the watch was removed.
    /// </summary>
    Task SavePollAsync(string watch, PollResult result, IReadOnlyCollection<WatchRun> runs, CancellationToken cancel);

    /// <summary>Runs that are queued or active, by id.</summary>
    Task<IReadOnlyList<WatchRun>> ListOpenRunsAsync(CancellationToken cancel);

    /// <summary>Newest first; null returns those of all watches.</summary>
    Task<IReadOnlyList<WatchRun>> ListRunsAsync(string? watch, int limit, CancellationToken cancel);

    Task<WatchRun?> FindRunAsync(string id, CancellationToken cancel);

    /// <summary>Starts a run, which moves its watch to the end of the order.</summary>
    Task StartRunAsync(WatchRun run, CancellationToken cancel);

    /// <summary>Updates a run except for its report. Does nothing when it was removed.</summary>
    Task UpdateRunAsync(WatchRun run, CancellationToken cancel);

    /// <summary>The order of the watches' last runs, by name; later is greater, and 0 is never.</summary>
    Task<IReadOnlyDictionary<string, long>> ListLastStartsAsync(CancellationToken cancel);

    /// <summary>Runs with an outstanding report, by id.</summary>
    Task<IReadOnlyList<WatchRun>> ListUnreportedAsync(CancellationToken cancel);

    /// <summary>Saves the progress of a run's report.</summary>
    Task SaveReportAsync(string run, RunReport report, CancellationToken cancel);
}
