namespace Slipway.Platform.Operations;

/// <summary>An operation under way, as its steps see it.</summary>
internal sealed class OperationContext(
    Operation operation, IOperationStore store, OperationFeed feed, Failpoint failpoint, CancellationToken stopping)
{
    public Operation Operation { get; private set; } = operation;

    /// <summary>The server stops: leave everything as it is.</summary>
    public CancellationToken Stopping { get; } = stopping;

    public OperationData Data => Operation.Data;

    public string Application => Operation.Application;

    /// <summary>Persists what a step has found out.</summary>
    public Task SaveProgressAsync(Func<OperationData, OperationData> change, CancellationToken cancel) =>
        SaveAsync(operation => operation with { Data = change(operation.Data) }, cancel);

    public async Task SaveAsync(Func<Operation, Operation> change, CancellationToken cancel)
    {
        Operation = change(Operation);
        await store.UpdateAsync(Operation, cancel);
    }

    /// <summary>Tells the watchers what happens.</summary>
    public ValueTask ReportProgressAsync(string text, CancellationToken cancel) =>
        feed.AddAsync(OperationEventKind.Progress, text, cancel);

    public ValueTask EmitAsync(OperationEventKind kind, string text, CancellationToken cancel) =>
        feed.AddAsync(kind, text, cancel);

    public Task FlushAsync(CancellationToken cancel) => feed.FlushAsync(cancel);

    /// <summary>A place where a test may end the server.</summary>
    public void ReachFailpoint(string name) => failpoint.Reach(Operation, name);
}
