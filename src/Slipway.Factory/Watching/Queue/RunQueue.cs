using Slipway.Factory.Pipeline;
using Slipway.Factory.Watching.Records;

namespace Slipway.Factory.Watching.Queue;

/// <summary>
/// Executes the queued runs, one after another. The database is the source of truth: after a crash the server resumes
/// from it.
/// </summary>
/// <param name="changed">Called when the state of a run changed.</param>
internal sealed class RunQueue(
    IWatchRecords records, WatchBuilder build, Action changed, TimeProvider time, Action<string> report)
    : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _gate = new(1);
    private readonly WakeSignal _wake = new();
    private Task _working = Task.CompletedTask;
    private ActiveRun? _active;

    public async Task StartAsync(CancellationToken cancel)
    {
        build.RemoveLeftovers();
        foreach (var run in (await records.ListOpenRunsAsync(cancel)).Where(run => run.State == RunState.Running))
            await records.UpdateRunAsync(QueuePlan.Resumed(run, time.GetUtcNow()), cancel);
        _working = Task.Run(WorkAsync, CancellationToken.None);
    }

    /// <summary>Called for new runs: cancels the runs that they supersede.</summary>
    public async Task WakeAsync()
    {
        await WithLockAsync(async () =>
        {
            await SupersedeAsync();
            return true;
        });
        _wake.Set();
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
        await _stop.CancelAsync();
        await _working;
        _stop.Dispose();
        _gate.Dispose();
    }

    private async Task WorkAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (await WithLockAsync(BeginAsync) is { } active)
                    await ExecuteAsync(active);
                else
                    await _wake.WaitAsync(Timeout.InfiniteTimeSpan, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                report($"the queue of the image factory: {e.Message}");
                await _wake.WaitAsync(Pause, CancellationToken.None);
            }
        }
    }

    private async Task<ActiveRun?> BeginAsync()
    {
        await SupersedeAsync();
        var next = QueuePlan.Next(
            await records.ListOpenRunsAsync(_stop.Token), await records.ListLastTurnsAsync(_stop.Token));
        if (next is null)
            return null;
        var run = next with
        {
            State = RunState.Running, Attempts = next.Attempts + 1, Started = time.GetUtcNow(), Cause = null,
        };
        await records.StartRunAsync(run, _stop.Token);
        changed();
        return _active = new ActiveRun(run, _stop.Token);
    }

    private async Task ExecuteAsync(ActiveRun active)
    {
        try
        {
            var ended = await ResultOfAsync(active);
            await records.UpdateRunAsync(
                ended with { Ended = ended.IsOpen ? null : time.GetUtcNow() }, CancellationToken.None);
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

    private async Task<WatchRun> ResultOfAsync(ActiveRun active)
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
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
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
            return RunResult.Of(run, e);
        }
    }

    private async Task SupersedeAsync()
    {
        foreach (var (older, newer) in QueuePlan.Superseded(await records.ListOpenRunsAsync(_stop.Token)))
        {
            var cause = $"superseded by {newer.Change?.ToString() ?? newer.Commit}";
            if (_active?.Run.Id == older.Id)
                _active.End(RunState.Superseded, cause);
            else
                await records.UpdateRunAsync(
                    older with { State = RunState.Superseded, Ended = time.GetUtcNow(), Cause = cause }, _stop.Token);
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
}
