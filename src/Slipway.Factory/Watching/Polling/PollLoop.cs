using Slipway.Factory.Watching.Records;

namespace Slipway.Factory.Watching.Polling;

/// <summary>Polls one watch at its interval, and when signalled, with a minimum delay between two polls.</summary>
/// <param name="found">Called when runs were queued.</param>
internal sealed class PollLoop(
    Watch watch, IWatchRecords records, Poller poller, Func<Task> found, TimeProvider time,
    Action<string> report) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly WakeSignal _wake = new();
    private Task _running = Task.CompletedTask;
    private int _again;

    public void Start() => _running = Task.Run(RunAsync);

    /// <param name="again">Whether to build the branch even if it did not change.</param>
    public void Wake(bool again)
    {
        if (again)
            Interlocked.Exchange(ref _again, 1);
        _wake.Set();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            var next = await UntilFirstAsync();
            while (true)
            {
                await _wake.WaitAsync(TimeSpan.FromTicks(Math.Clamp(next.Ticks, 0, watch.Interval.Ticks)), _stop.Token);
                await PollAsync();
                await Task.Delay(Pause, _stop.Token);
                next = watch.Interval;
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The server is stopping, or the watch was removed.
        }
    }

    /// <summary>A restarted server does not poll everything at once.</summary>
    private async Task<TimeSpan> UntilFirstAsync()
    {
        try
        {
            var seen = await records.FindStateAsync(watch.Name, _stop.Token);
            return seen is null ? TimeSpan.Zero : seen.LastPolled + watch.Interval - time.GetUtcNow();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Report(e);
            return watch.Interval;
        }
    }

    private void Report(Exception failure) => report($"the watch {watch.Name} could not look: {failure.Message}");

    private async Task PollAsync()
    {
        try
        {
            var seen = await records.FindStateAsync(watch.Name, _stop.Token);
            var plan = await poller.PollAsync(watch, seen, Interlocked.Exchange(ref _again, 0) == 1, _stop.Token);
            await records.SavePollAsync(watch.Name, plan.Result, plan.Runs, _stop.Token);
            if (!plan.Runs.IsEmpty)
                await found();
        }
        catch (Exception e) when (e is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            Report(e);
        }
    }
}
