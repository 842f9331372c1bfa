using Slipway.Factory.Watching.Polling;
using Slipway.Factory.Watching.Queue;
using Slipway.Factory.Watching.Reports;

namespace Slipway.Factory.Watching.Records;

/// <summary>
/// Watches, what they saw, and the queue of runs. Each call is one transaction, which is on the disk
/// when its task ends.
/// </summary>
public interface IWatchRecords
{
    /// <summary>
    /// Runs of a watch that have ended, and of which nothing more is told, are kept up to this number.
    /// </summary>
    const int MaxFinishedRuns = 50;

    /// <returns>False when there is one of this name.</returns>
    Task<bool> AddAsync(Watch watch, CancellationToken cancel);

    /// <summary>By name.</summary>
    Task<IReadOnlyList<Watch>> ListAsync(CancellationToken cancel);

    /// <summary>Removes a watch with all that it saw and its runs.</summary>
    /// <returns>False when there is no such watch.</returns>
    Task<bool> RemoveAsync(string name, CancellationToken cancel);

    /// <returns>Null when it never looked.</returns>
    Task<WatchState?> FindStateAsync(string watch, CancellationToken cancel);

    /// <summary>
    /// Notes what a look saw and queues the runs of it: neither without the other. Does nothing when the watch is gone.
    /// </summary>
    Task SavePollAsync(string watch, PollResult result, IReadOnlyCollection<WatchRun> runs, CancellationToken cancel);

    /// <summary>Runs that have not ended, by id.</summary>
    Task<IReadOnlyList<WatchRun>> ListOpenRunsAsync(CancellationToken cancel);

    /// <summary>Newest first; null is of all watches.</summary>
    Task<IReadOnlyList<WatchRun>> ListRunsAsync(string? watch, int limit, CancellationToken cancel);

    Task<WatchRun?> FindRunAsync(string id, CancellationToken cancel);

    /// <summary>Begins a run: it is the watch's turn, which makes it the last one to have the next.</summary>
    Task StartRunAsync(WatchRun run, CancellationToken cancel);

    /// <summary>Writes a run but for its report. Does nothing when it is gone.</summary>
    Task UpdateRunAsync(WatchRun run, CancellationToken cancel);

    /// <summary>When each watch had its last turn, by name; later is greater, and 0 is never.</summary>
    Task<IReadOnlyDictionary<string, long>> ListLastTurnsAsync(CancellationToken cancel);

    /// <summary>Runs of which something is to be told, by id.</summary>
    Task<IReadOnlyList<WatchRun>> ListUnreportedAsync(CancellationToken cancel);

    /// <summary>Notes how far a run was told.</summary>
    Task SaveReportAsync(string run, RunReport report, CancellationToken cancel);
}
