using System.Runtime.CompilerServices;

namespace Slipway.Platform.Operations;

/// <summary>Operations, for those who asked for them.</summary>
public sealed class OperationService
{
    private const int MaxListed = 500;
    private readonly IOperationStore _store;
    private readonly OperationRunner _runner;
    private readonly OperationFeeds _feeds;

    internal OperationService(IOperationStore store, OperationRunner runner, OperationFeeds feeds) =>
        (_store, _runner, _feeds) = (store, runner, feeds);

    public Task<Operation?> FindAsync(string id, CancellationToken cancel) => _store.FindAsync(id, cancel);

    /// <summary>Newest first; of one application, or of all.</summary>
    public Task<IReadOnlyList<Operation>> ListAsync(string? application, int limit, CancellationToken cancel) =>
        _store.ListAsync(application, Math.Clamp(limit, 1, MaxListed), cancel);

    /// <summary>Waits for the end.</summary>
    public Task<Operation> WaitAsync(string id, CancellationToken cancel) => _runner.WaitAsync(id, cancel);

    /// <summary>
    /// Ends an operation that waits or runs and undoes what it did. False when it has ended already.
    /// </summary>
    public bool Cancel(string id) => _runner.Cancel(id);

    /// <summary>
    /// The events after a sequence number (0: all that are kept), then those that come, until the operation ends. The
    /// last one is the outcome or the cause.
    /// </summary>
    public async IAsyncEnumerable<OperationEvent> WatchAsync(
        string id, long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var item in _feeds.ReadAsync(id, after, cancel))
            yield return item;
    }
}
