using Slipway.Platform.Operations;

namespace Slipway.Testing.World;

/// <summary>A store whose disk is full for a while: then it takes no update.</summary>
public sealed class FullOperationStore(IOperationStore store) : IOperationStore
{
    private int _refusals;

    public bool IsFull { get; set; }

    public int Refusals => _refusals;

    public Task AddAsync(Operation operation, CancellationToken cancel) => store.AddAsync(operation, cancel);

    public Task UpdateAsync(Operation operation, CancellationToken cancel)
    {
        if (!IsFull)
            return store.UpdateAsync(operation, cancel);
        Interlocked.Increment(ref _refusals);
        throw new IOException("no space left on the device");
    }

    public Task<Operation?> FindAsync(string id, CancellationToken cancel) => store.FindAsync(id, cancel);

    public Task<IReadOnlyList<Operation>> ListAsync(string? application, int limit, CancellationToken cancel) =>
        store.ListAsync(application, limit, cancel);

    public Task<IReadOnlyList<Operation>> ListUnfinishedAsync(CancellationToken cancel) =>
        store.ListUnfinishedAsync(cancel);

    public Task AppendEventsAsync(
        string operation, IReadOnlyList<OperationEvent> events, int keep,
        CancellationToken cancel) => store.AppendEventsAsync(operation, events, keep, cancel);

    public Task<IReadOnlyList<OperationEvent>> ListEventsAsync(
        string operation, long after, CancellationToken cancel) => store.ListEventsAsync(operation, after, cancel);

    public Task TrimAsync(string application, int keep, CancellationToken cancel) =>
        store.TrimAsync(application, keep, cancel);
}
