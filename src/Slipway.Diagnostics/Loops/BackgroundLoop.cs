using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Slipway.Diagnostics.Loops;

/// <summary>
/// Work that is done again and again until the loop is disposed of: at an interval, when it is woken, and after a
/// back-off when it failed. No exception ends it; the last one is in its status and in the log. What fails again as it
/// did before is logged once.
/// </summary>
public sealed partial class BackgroundLoop : IAsyncDisposable
{
    /// <summary>Timers take no more; to be early does no harm.</summary>
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly Channel<bool> _wake =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly BackgroundLoopOptions _options;
    private readonly Func<LoopRound, Task> _work;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Task _running;
    private volatile LoopStatus _status;
    private Dictionary<string, string> _failing = [];
    private Dictionary<string, string> _failed = [];
    private string? _error;
    private int _disposed;

    internal BackgroundLoop(
        BackgroundLoopOptions options, Func<LoopRound, Task> work, TimeProvider time, ILogger log, Action ended)
    {
        (_options, _work, _time, _log) = (options, work, time, log);
        _status = new LoopStatus(options.Name, null, null, 0);
        _running = DetachedTask.Run(() => RunAsync(ended));
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

    private async Task RunAsync(Action ended)
    {
        try
        {
            for (var delay = _options.InitialDelay; !_stop.IsCancellationRequested;)
                delay = await RunOnceAsync(delay);
        }
        finally
        {
            ended();
        }
    }

    /// <summary>Waits, then does a round. Whatever fails about it, be it the log, ends in the status.</summary>
    /// <returns>The wait before the next round.</returns>
    private async Task<TimeSpan> RunOnceAsync(TimeSpan delay)
    {
        try
        {
            await WaitAsync(delay);
            return await RoundAsync();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The loop is disposed of.
        }
        catch (Exception e) when (_stop.IsCancellationRequested)
        {
            LogEnd(_options.Name, e);
        }
        catch (Exception e)
        {
            End(_error ?? e.Message);
        }
        return _options.DelayAfter(_status.Failures);
    }

    private async Task<TimeSpan> RoundAsync()
    {
        (_failing, _failed, _error) = ([], _failing, null);
        var round = new LoopRound(Failed, Recovered, _stop.Token);
        await round.TryAsync(_options.Name, _ => _work(round));
        _stop.Token.ThrowIfCancellationRequested();
        if (round.HasFailed)
        {
            End(_error);
            return _options.DelayAfter(_status.Failures);
        }
        Recovered();
        return round.NextIn ?? _options.Interval;
    }

    private void End(string? error)
    {
        var now = _time.GetUtcNow();
        _status = new LoopStatus(_options.Name, now, error, _status.Failures + 1)
        {
            FailingSince = _status.FailingSince ?? now,
        };
    }

    private void Recovered()
    {
        var failures = _status.Failures;
        _status = new LoopStatus(_options.Name, _time.GetUtcNow(), null, 0);
        _failed = [];
        if (failures > 0)
            LogRecovery(_options.Name, failures);
    }

    private void Failed(string item, Exception failure)
    {
        _error = item == _options.Name ? failure.Message : $"{item}: {failure.Message}";
        _failing[item] = failure.Message;
        if (_failed.GetValueOrDefault(item) != failure.Message)
            LogFailure(_options.Name, item, failure.Message, InternalError.Is(failure) ? failure : null);
    }

    private async Task WaitAsync(TimeSpan delay)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var elapsed = delay == Timeout.InfiniteTimeSpan
            ? Task.Delay(delay, timer.Token)
            : Task.Delay(
                delay > MaxDelay ? MaxDelay : delay > TimeSpan.Zero ? delay : TimeSpan.Zero, _time, timer.Token);
        var woken = _wake.Reader.WaitToReadAsync(timer.Token).AsTask();
        await Task.WhenAny(elapsed, woken);
        await timer.CancelAsync();
        _stop.Token.ThrowIfCancellationRequested();
        _wake.Reader.TryRead(out _);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Loop}: {Item} failed: {Cause}")]
    private partial void LogFailure(string loop, string item, string cause, Exception? failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Loop}: goes well again, after {Failures} failed rounds")]
    private partial void LogRecovery(string loop, int failures);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Loop}: the last round failed while the loop was stopped")]
    private partial void LogEnd(string loop, Exception failure);
}
