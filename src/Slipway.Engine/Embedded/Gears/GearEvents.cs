using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Slipway.Engine.Gears;

namespace Slipway.Engine.Embedded.Gears;

/// <summary>Publishes starts and exits to all watchers. A slow watcher loses the oldest events.</summary>
internal sealed class GearEvents
{
    private const int MaxQueued = 4096;
    private readonly Lock _lock = new();
    private readonly List<Channel<GearState>> _watchers = [];

    public void Publish(GearState state)
    {
        lock (_lock)
            foreach (var watcher in _watchers)
                watcher.Writer.TryWrite(state);
    }

    /// <summary>Watches from the call on, not from the first read.</summary>
    public IAsyncEnumerable<GearState> WatchAsync(CancellationToken cancel)
    {
        var channel = Channel.CreateBounded<GearState>(
            new BoundedChannelOptions(MaxQueued) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_lock)
            _watchers.Add(channel);
        return ReadAsync(channel, cancel);
    }

    private async IAsyncEnumerable<GearState> ReadAsync(
        Channel<GearState> channel, [EnumeratorCancellation] CancellationToken cancel)
    {
        try
        {
            await foreach (var state in channel.Reader.ReadAllAsync(cancel))
                yield return state;
        }
        finally
        {
            lock (_lock)
                _watchers.Remove(channel);
        }
    }
}
