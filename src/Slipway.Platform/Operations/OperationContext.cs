using Microsoft.Extensions.Logging;

namespace Slipway.Platform.Operations;

/// <summary>An operation under way, as its steps see it.</summary>
internal sealed partial class OperationContext(
    Operation operation, IOperationStore store, OperationFeed feed, Failpoint failpoint, ILogger log,
    CancellationToken stopping)
{
    public Operation Operation { get; private set; } = operation;

    /// <summary>The server stops: leave everything as it is.</summary>
    public CancellationToken Stopping { get; } = stopping;

    public string Application => Operation.Application;

    public T Request<T>() where T : OperationRequest => (T)Operation.Request;

    /// <summary>What the steps of one capability have found out so far.</summary>
    public T Progress<T>() where T : ProgressRecord, new() => Operation.Progress.Of<T>();

    /// <summary>Persists what a step has found out.</summary>
    public Task SaveProgressAsync<T>(Func<T, T> change, CancellationToken cancel) where T : ProgressRecord, new() =>
        SaveAsync(operation =>
            operation with { Progress = operation.Progress.With(change(operation.Progress.Of<T>())) }, cancel);

    public async Task SaveAsync(Func<Operation, Operation> change, CancellationToken cancel)
    {
        Operation = change(Operation);
        await store.UpdateAsync(Operation, cancel);
    }

    /// <summary>Tells the watchers what happens.</summary>
    public ValueTask ReportProgressAsync(string text, CancellationToken cancel) =>
        feed.AddAsync(OperationEventKind.Progress, text, cancel);

    /// <summary>Tells the watchers, and the log, of a failure that does not end the operation.</summary>
    public ValueTask ReportFailureAsync(string text, Exception exception, CancellationToken cancel)
    {
        var failure = Failure.Of(exception);
        LogFailure(failure.LogLevel, Operation.Id, Operation.Subject, text, failure.Cause, failure.Unexpected);
        return ReportProgressAsync($"{text}: {failure.Cause}", cancel);
    }

    public ValueTask EmitAsync(OperationEventKind kind, string text, CancellationToken cancel) =>
        feed.AddAsync(kind, text, cancel);

    public Task FlushAsync(CancellationToken cancel) => feed.FlushAsync(cancel);

    /// <summary>A place where a test may end the server.</summary>
    public void ReachFailpoint(string name) => failpoint.Reach(Operation, name);

    [LoggerMessage(Message = "operation {Operation} of {Application}: {What}: {Cause}")]
    private partial void LogFailure(
        LogLevel level, string operation, string application, string what, string cause, Exception? failure);
}
