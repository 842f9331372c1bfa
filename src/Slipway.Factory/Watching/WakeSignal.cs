using System.Threading.Channels;

namespace Slipway.Factory.Watching;

/// <summary>Wakes a waiter; if there is none, the next one returns at once.</summary>
internal sealed class WakeSignal
{
    private readonly Channel<bool> _signalled =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _signalled.Writer.TryWrite(true);

    /// <summary>Waits for the signal or the timeout.</summary>
    public async Task WaitAsync(TimeSpan timeout, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        try
        {
            await _signalled.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The timeout has elapsed.
        }
    }
}
