using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Slipway.Diagnostics.Loops;

/// <summary>
/// Work that is done again and again until the loop is disposed of: at an interval, when it is woken, and after a
/// back-off when it failed. No exception ends it; the last one is in its status and in the log.
/// </summary>
public sealed partial class BackgroundLoop : IAsyncDisposable
{
    private readonly Channel<bool> _wake =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly BackgroundLoopOptions _options;
    private readonly Func<LoopRound, Task> _work;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Task _running;
    private volatile LoopStatus _status;
    private string? _error;
    private int _disposed;

    internal BackgroundLoop(
        BackgroundLoopOptions options, Func<LoopRound, Task> work, TimeProvider time, ILogger log, Action ended)
    {
        (_options, _work, _time, _log) = (options, work, time, log);
        _status = new LoopStatus(options.Name, null, null, 0);
        _running = Task.Run(async () =>
        {
            await RunAsync();
            ended();
        });
    }

    public LoopStatus Status => _status;

    /// <summary>Starts the next round now, or right after the one that runs.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Cancels the round that runs and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
        }
    }

    private async Task RunAsync()
    {
        try
        {
            var delay = _options.InitialDelay;
            while (true)
            {
                await WaitAsync(delay);
                delay = await RoundAsync();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The loop is disposed of.
        }
        catch (Exception e) when (_stop.IsCancellationRequested)
        {
            LogEnd(_options.Name, e);
        }
    }

    private async Task<TimeSpan> RoundAsync()
    {
        _error = null;
        var round = new LoopRound(Failed, _stop.Token);
        await round.TryAsync(_options.Name, _ => _work(round));
        _stop.Token.ThrowIfCancellationRequested();
        var failures = round.HasFailed ? _status.Failures + 1 : 0;
        var now = _time.GetUtcNow();
        _status = new LoopStatus(_options.Name, now, _error, failures)
        {
            FailingSince = failures == 0 ? null : _status.FailingSince ?? now,
        };
        return round.HasFailed ? _options.DelayAfter(failures) : round.NextIn ?? _options.Interval;
    }

    private void Failed(string item, Exception failure)
    {
        _error = item == _options.Name ? failure.Message : $"{item}: {failure.Message}";
        LogFailure(_options.Name, item, failure);
    }

    private async Task WaitAsync(TimeSpan delay)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var elapsed = delay == Timeout.InfiniteTimeSpan
            ? Task.Delay(delay, timer.Token)
            : Task.Delay(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, _time, timer.Token);
        var woken = _wake.Reader.WaitToReadAsync(timer.Token).AsTask();
        await Task.WhenAny(elapsed, woken);
        await timer.CancelAsync();
        _stop.Token.ThrowIfCancellationRequested();
        _wake.Reader.TryRead(out _);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Loop}: {Item} failed")]
    private partial void LogFailure(string loop, string item, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Loop}: the last round failed while the loop was stopped")]
    private partial void LogEnd(string loop, Exception failure);
}
