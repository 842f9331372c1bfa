namespace Slipway.Platform.Operations;

/// <summary>Operations and their events, durably.</summary>
public interface IOperationStore
{
    Task AddAsync(Operation operation, CancellationToken cancel);

    Task UpdateAsync(Operation operation, CancellationToken cancel);

    Task<Operation?> FindAsync(string id, CancellationToken cancel);

    /// <summary>Newest first; of one application or of all.</summary>
    Task<IReadOnlyList<Operation>> ListAsync(string? application, int limit, CancellationToken cancel);

    /// <summary>Those that have not ended, in the order they were added.</summary>
    Task<IReadOnlyList<Operation>> ListUnfinishedAsync(CancellationToken cancel);

    /// <summary>Adds events and forgets all but the newest <paramref name="keep"/> of the operation.</summary>
    Task AppendEventsAsync(string operation, IReadOnlyList<OperationEvent> events, int keep, CancellationToken cancel);

    /// <summary>In order, those after a sequence number.</summary>
    Task<IReadOnlyList<OperationEvent>> ListEventsAsync(string operation, long after, CancellationToken cancel);

    /// <summary>
    /// Removes an application's ended operations, with their events, but the newest <paramref name="keep"/> and,
    /// however old it is, the newest that has a commit: it says how far the repository has been built.
    /// </summary>
    Task TrimAsync(string application, int keep, CancellationToken cancel);
}
