using Slipway.Platform.Operations;

namespace Slipway.Testing.Stores;

/// <summary>Operations in memory.</summary>
public sealed class InMemoryOperationStore : IOperationStore
{
    private readonly List<Operation> _operations = [];
    private readonly Dictionary<string, List<OperationEvent>> _events = [];
    private readonly Lock _lock = new();

    public Task AddAsync(Operation operation, CancellationToken cancel)
    {
        lock (_lock)
            _operations.Add(operation);
        return Task.CompletedTask;
    }

    public Task UpdateAsync(Operation operation, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (_operations.FindIndex(other => other.Id == operation.Id) is >= 0 and var place)
                _operations[place] = operation;
        }
        return Task.CompletedTask;
    }

    public Task<Operation?> FindAsync(string id, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult(_operations.Find(operation => operation.Id == id));
    }

    public Task<IReadOnlyList<Operation>> ListAsync(string? application, int limit, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<Operation>>(
                [.. _operations.Where(operation => application is null || operation.Application == application)
                    .Reverse().Take(limit)]);
    }

    public Task<IReadOnlyList<Operation>> ListUnfinishedAsync(CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<Operation>>([.. _operations.Where(operation => !operation.Ends)]);
    }

    public Task AppendEventsAsync(
        string operation, IReadOnlyList<OperationEvent> events, int keep, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (!_events.TryGetValue(operation, out var list))
                _events[operation] = list = [];
            list.AddRange(events);
            list.RemoveRange(0, Math.Max(0, list.Count - keep));
        }
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<OperationEvent>> ListEventsAsync(string operation, long after, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<OperationEvent>>(
                [.. _events.GetValueOrDefault(operation, []).Where(item => item.Sequence > after)]);
    }

    public Task TrimAsync(string application, int keep, CancellationToken cancel)
    {
        lock (_lock)
        {
            var own = _operations.Where(operation => operation.Application == application).ToList();
            var newest = own.FindLast(operation => operation.Commit is not null);
            var old = own.Where(operation => operation.Ends).Reverse().Skip(keep)
                .Where(operation => operation != newest).Select(operation => operation.Id).ToHashSet();
            _operations.RemoveAll(operation => old.Contains(operation.Id));
            foreach (var id in old)
                _events.Remove(id);
        }
        return Task.CompletedTask;
    }
}
