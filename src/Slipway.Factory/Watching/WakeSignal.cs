using System.Threading.Channels;

namespace Slipway.Factory.Watching;

/// <summary>Wakes who waits; rung before, it wakes who comes next.</summary>
internal sealed class WakeSignal
{
    private readonly Channel<bool> _signalled =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _signalled.Writer.TryWrite(true);

    /// <summary>Waits until it rings, or for this time.</summary>
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
            // The time is over.
        }
    }
}
