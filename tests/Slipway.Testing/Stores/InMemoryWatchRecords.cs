using Slipway.Factory.Watching;
using System.Collections.Immutable;
using Slipway.Factory.Watching.Polling;
using Slipway.Factory.Watching.Queue;
using Slipway.Factory.Watching.Records;
using Slipway.Factory.Watching.Reports;

namespace Slipway.Testing.Stores;

/// <summary>Records in memory.</summary>
public sealed class InMemoryWatchRecords : IWatchRecords
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Watch> _watches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WatchState> _states = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _turns = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, WatchRun> _runs = new(StringComparer.Ordinal);

    public Task<bool> AddAsync(Watch watch, CancellationToken cancel) =>
        Locked(() => _watches.TryAdd(watch.Name, watch) && _turns.TryAdd(watch.Name, 0));

    public Task<IReadOnlyList<Watch>> ListAsync(CancellationToken cancel) =>
        Locked<IReadOnlyList<Watch>>(() => [.. _watches.Values]);

    public Task<bool> RemoveAsync(string name, CancellationToken cancel) => Locked(() =>
    {
        _states.Remove(name);
        _turns.Remove(name);
        foreach (var run in _runs.Values.Where(run => run.Watch == name).ToList())
            _runs.Remove(run.Id);
        return _watches.Remove(name);
    });

    public Task<WatchState?> FindStateAsync(string watch, CancellationToken cancel) =>
        Locked(() => _states.GetValueOrDefault(watch));

    public Task SavePollAsync(
        string watch, PollResult result, IReadOnlyCollection<WatchRun> runs, CancellationToken cancel) => Locked(() =>
        {
            if (!_watches.ContainsKey(watch))
                return false;
            var before = _states.GetValueOrDefault(watch);
            var seen = (before?.Patchsets ?? ImmutableDictionary<int, int>.Empty).SetItems(result.Patchsets);
            _states[watch] = new WatchState(result.Time, result.Tip ?? before?.Tip, seen, result.Failure);
            foreach (var run in runs)
                _runs.Add(run.Id, run);
            return true;
        });

    public Task<IReadOnlyList<WatchRun>> ListOpenRunsAsync(CancellationToken cancel) => RunsWhere(run => run.IsOpen);

    public Task<IReadOnlyList<WatchRun>> ListRunsAsync(string? watch, int limit, CancellationToken cancel) =>
        Locked<IReadOnlyList<WatchRun>>(
            () => [.. _runs.Values.Reverse().Where(run => (watch ?? run.Watch) == run.Watch).Take(limit)]);

    public Task<WatchRun?> FindRunAsync(string id, CancellationToken cancel) =>
        Locked(() => _runs.GetValueOrDefault(id));

    public Task StartRunAsync(WatchRun run, CancellationToken cancel) => Locked(() =>
    {
        if (_turns.ContainsKey(run.Watch))
            _turns[run.Watch] = _turns.Values.Max() + 1;
        return Write(run);
    });

    public Task UpdateRunAsync(WatchRun run, CancellationToken cancel) => Locked(() => Write(run));

    public Task<IReadOnlyDictionary<string, long>> ListLastStartsAsync(CancellationToken cancel) =>
        Locked<IReadOnlyDictionary<string, long>>(() => _turns.ToImmutableDictionary());

    public Task<IReadOnlyList<WatchRun>> ListUnreportedAsync(CancellationToken cancel) =>
        RunsWhere(run => !run.Report.Settled);

    public Task SaveReportAsync(string run, RunReport report, CancellationToken cancel) => Locked(() =>
    {
        if (_runs.TryGetValue(run, out var found))
            _runs[run] = found with { Report = report };
        return true;
    });

    private bool Write(WatchRun run)
    {
        if (!_runs.TryGetValue(run.Id, out var before))
            return false;
        _runs[run.Id] = run with { Report = before.Report };
        foreach (var old in _runs.Values.Reverse()
            .Where(old => old.Watch == run.Watch && !old.IsOpen && old.Report.Settled)
            .Skip(IWatchRecords.MaxFinishedRuns).ToList())
            _runs.Remove(old.Id);
        return true;
    }

    private Task<IReadOnlyList<WatchRun>> RunsWhere(Func<WatchRun, bool> wanted) =>
        Locked<IReadOnlyList<WatchRun>>(() => [.. _runs.Values.Where(wanted)]);

    private Task<T> Locked<T>(Func<T> action)
    {
        lock (_lock)
            return Task.FromResult(action());
    }
}
