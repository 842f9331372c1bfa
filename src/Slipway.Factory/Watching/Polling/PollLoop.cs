using Microsoft.Extensions.Logging;
using Slipway.Diagnostics.Loops;
using Slipway.Factory.Watching.Records;

namespace Slipway.Factory.Watching.Polling;

/// <summary>
/// Polls one watch at its interval, and when it is woken; however often that is, there is a pause between two polls.
/// </summary>
internal sealed partial class PollLoop : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MinBackoff = TimeSpan.FromSeconds(10);
    private readonly Watch _watch;
    private readonly WatchServices _services;
    private readonly Poller _poller;
    private readonly Func<Task> _found;
    private readonly ILogger _log;
    private readonly BackgroundLoop _loop;
    private Task _pause = Task.CompletedTask;
    private int _again;

    /// <param name="first">From now to the first poll.</param>
    /// <param name="found">Called when runs were queued.</param>
    private PollLoop(Watch watch, WatchServices services, Poller poller, TimeSpan first, Func<Task> found)
    {
        (_watch, _services, _poller, _found) = (watch, services, poller, found);
        _log = services.Loggers.CreateLogger<PollLoop>();
        var options = new BackgroundLoopOptions($"watch {watch.Name}")
        {
            Interval = watch.Interval, InitialDelay = first, MinBackoff = MinBackoff,
        };
        _loop = services.Loops.Start(options, RoundAsync);
    }

    /// <summary>A server that is started again does not poll everything at once.</summary>
    public static async Task<PollLoop> StartAsync(
        Watch watch, WatchServices services, Poller poller, Func<Task> found, CancellationToken cancel)
    {
        var seen = await services.Records.FindStateAsync(watch.Name, cancel);
        var first = seen is null ? TimeSpan.Zero : seen.LastPolled + watch.Interval - services.Time.GetUtcNow();
        return new PollLoop(
            watch, services, poller, first < watch.Interval ? first : watch.Interval, found);
    }

    /// <param name="again">Whether to build the branch even if it did not change.</param>
    public void Wake(bool again)
    {
        if (again)
            Interlocked.Exchange(ref _again, 1);
        _loop.Wake();
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private async Task RoundAsync(LoopRound round)
    {
        await _pause;
        try
        {
            await PollAsync(round.Cancel);
        }
        finally
        {
            _pause = Task.Delay(Pause, round.Cancel);
        }
    }

    private async Task PollAsync(CancellationToken cancel)
    {
        var seen = await _services.Records.FindStateAsync(_watch.Name, cancel);
        var plan = await _poller.PollAsync(_watch, seen, Interlocked.Exchange(ref _again, 0) == 1, cancel);
        await _services.Records.SavePollAsync(_watch.Name, plan.Result, plan.Runs, cancel);
        if (plan.Result.Failure is { } failure && failure != seen?.Failure)
            LogFailure(_watch.Name, failure);
        if (plan.Runs.IsEmpty)
            return;
        LogQueued(_watch.Name, plan.Runs.Length);
        await _found();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the watch {Watch} could not be polled: {Cause}")]
    private partial void LogFailure(string watch, string cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "the watch {Watch} found changes; runs queued: {Runs}")]
    private partial void LogQueued(string watch, int runs);
}
