using Microsoft.Extensions.Logging;
using Slipway.Diagnostics.Loops;
using Slipway.Factory.Pipeline;
using Slipway.Factory.Watching.Records;

namespace Slipway.Factory.Watching.Queue;

/// <summary>
/// Executes the queued runs, one after another. The database is the source of truth: after a crash the server resumes
/// from it.
/// </summary>
/// <param name="changed">Called when the state of a run changed.</param>
internal sealed partial class RunQueue(
    IWatchRecords records, WatchBuilder build, Action changed, TimeProvider time, BackgroundLoops loops,
    ILogger<RunQueue> log) : IAsyncDisposable
{
    private static readonly BackgroundLoopOptions Options = new("factory queue")
    {
        MinBackoff = TimeSpan.FromSeconds(5), MaxBackoff = TimeSpan.FromMinutes(1),
    };

    private readonly SemaphoreSlim _gate = new(1);
    private BackgroundLoop? _loop;
    private ActiveRun? _active;

    public async Task StartAsync(CancellationToken cancel)
    {
        build.RemoveLeftovers();
        foreach (var run in (await records.ListOpenRunsAsync(cancel)).Where(run => run.State == RunState.Running))
            await records.UpdateRunAsync(QueuePlan.Resumed(run, time.GetUtcNow()), cancel);
        _loop = loops.Start(Options, WorkAsync);
    }

    /// <summary>Called for new runs: cancels the runs that they supersede.</summary>
    public async Task WakeAsync()
    {
        await WithLockAsync(async () =>
        {
            await SupersedeAsync(CancellationToken.None);
            return true;
        });
        _loop?.Wake();
    }

    /// <summary>Cancels the active run if its watch was removed.</summary>
    public Task EndAsync(string watch) => WithLockAsync(() =>
    {
        if (_active?.Run.Watch == watch)
            _active.End(RunState.Failed, "the watch was removed");
        return Task.FromResult(true);
    });

    public async ValueTask DisposeAsync()
    {
        if (_loop is not null)
            await _loop.DisposeAsync();
        _gate.Dispose();
    }

    /// <summary>Until the queue is empty.</summary>
    private async Task WorkAsync(LoopRound round)
    {
        while (!round.Cancel.IsCancellationRequested
            && await WithLockAsync(() => BeginAsync(round.Cancel)) is { } active)
            await ExecuteAsync(active, round.Cancel);
    }

    private async Task<ActiveRun?> BeginAsync(CancellationToken cancel)
    {
        await SupersedeAsync(cancel);
        var next = QueuePlan.Next(
            await records.ListOpenRunsAsync(cancel), await records.ListLastStartsAsync(cancel));
        if (next is null)
            return null;
        var run = next with
        {
            State = RunState.Running, Attempts = next.Attempts + 1, Started = time.GetUtcNow(), Cause = null,
        };
        await records.StartRunAsync(run, cancel);
        LogStart(run.Id, run.Watch, run.Attempts);
        changed();
        return _active = new ActiveRun(run, cancel);
    }

    private async Task ExecuteAsync(ActiveRun active, CancellationToken cancel)
    {
        try
        {
            var ended = await ResultOfAsync(active, cancel);
            await records.UpdateRunAsync(
                ended with { Ended = ended.IsOpen ? null : time.GetUtcNow() }, CancellationToken.None);
            LogEnd(ended.Id, ended.Watch, ended.State, ended.Cause);
        }
        finally
        {
            await WithLockAsync(() =>
            {
                _active = null;
                active.Dispose();
                return Task.FromResult(true);
            });
        }
        changed();
    }

    private async Task<WatchRun> ResultOfAsync(ActiveRun active, CancellationToken cancel)
    {
        var run = active.Run;
        try
        {
            var watches = (await records.ListAsync(active.Token)).ToDictionary(watch => watch.Name);
            if (!watches.TryGetValue(run.Watch, out var watch)
                || !watches.TryGetValue(watch.Target.TreeWatch ?? watch.Name, out var trees))
                return run with { State = RunState.Failed, Cause = "its watch was removed" };
            var waiting = new WaitingStatus(run, records);
            return RunResult.Of(
                run, await build.RunAsync(run, watch, trees, progress => waiting.UpdateAsync(progress), active.Token));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The run itself has no error: this attempt does not count.
            return run with { State = RunState.Queued, Attempts = run.Attempts - 1 };
        }
        catch (OperationCanceledException) when (active.EarlyResult is { } ending)
        {
            return run with { State = ending.State, Cause = ending.Cause };
        }
        catch (Exception e)
        {
            if (e is not (SlipwayException or OperationCanceledException))
                LogFailure(e, run.Id, run.Watch);
            return RunResult.Of(run, e);
        }
    }

    private async Task SupersedeAsync(CancellationToken cancel)
    {
        foreach (var (older, newer) in QueuePlan.Superseded(await records.ListOpenRunsAsync(cancel)))
        {
            var cause = $"superseded by {newer.Change?.ToString() ?? newer.Commit}";
            if (_active?.Run.Id == older.Id)
                _active.End(RunState.Superseded, cause);
            else
                await records.UpdateRunAsync(
                    older with { State = RunState.Superseded, Ended = time.GetUtcNow(), Cause = cause }, cancel);
            changed();
        }
    }

    private async Task<T> WithLockAsync<T>(Func<Task<T>> action)
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            return await action();
        }
        finally
        {
            _gate.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "run {Run} of the watch {Watch} began, attempt {Attempt}")]
    private partial void LogStart(string run, string watch, int attempt);

    [LoggerMessage(Level = LogLevel.Information, Message = "run {Run} of the watch {Watch} is {State}: {Cause}")]
    private partial void LogEnd(string run, string watch, RunState state, string? cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "run {Run} of the watch {Watch} failed inside Slipway")]
    private partial void LogFailure(Exception failure, string run, string watch);
}
