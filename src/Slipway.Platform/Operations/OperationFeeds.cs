using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Slipway.Platform.Operations;

/// <summary>The feeds of all operations that have not ended, and what the store has of the others.</summary>
internal sealed class OperationFeeds(IOperationStore store, TimeProvider time)
{
    // A resumed operation tells on with numbers that no follower of the previous server can have seen.
    private const long Jump = 1_000_000;
    private readonly ConcurrentDictionary<string, OperationFeed> _open = [];

    public async Task<OperationFeed> OpenAsync(string operation, bool resumed, CancellationToken cancel)
    {
        var events = resumed ? await store.ListEventsAsync(operation, 0, cancel) : [];
        var last = resumed ? Jump + (events.Count > 0 ? events[^1].Sequence : 0) : 0;
        return _open.GetOrAdd(operation, id => new OperationFeed(id, store, time, last));
    }

    public OperationFeed Get(string operation) => _open[operation];

    public async Task CloseAsync(string operation, CancellationToken cancel)
    {
        if (!_open.TryGetValue(operation, out var feed))
            return;
        await feed.FlushAsync(cancel);
        feed.Close();
        _open.TryRemove(operation, out _);
        feed.Dispose();
    }

    /// <summary>
    /// The events after a sequence number: what is stored, then, while the operation goes on, what comes.
    /// </summary>
    public async IAsyncEnumerable<OperationEvent> ReadAsync(
        string operation, long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        var feed = _open.GetValueOrDefault(operation);
        foreach (var item in await store.ListEventsAsync(operation, after, cancel))
        {
            after = item.Sequence;
            yield return item;
        }
        while (feed is not null)
        {
            var changed = feed.Changed;
            var closed = feed.Closed;
            foreach (var item in feed.After(after))
            {
                after = item.Sequence;
                yield return item;
            }
            if (closed)
                yield break;
            await changed.WaitAsync(cancel);
        }
    }
}
