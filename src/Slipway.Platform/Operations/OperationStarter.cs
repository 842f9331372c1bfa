namespace Slipway.Platform.Operations;

/// <summary>Puts operations into the queue of their application.</summary>
internal sealed class OperationStarter(IOperationStore store, OperationRunner runner, TimeProvider time)
{
    private const int MaxQueued = 50;

    public async Task<Operation> StartAsync(
        OperationRequest request, string application, string subject, string account, CancellationToken cancel)
    {
        var waiting = (await store.ListUnfinishedAsync(cancel))
            .Where(operation => operation.Application == application).ToList();
        if (waiting.Select(operation => operation.Request.Closes).FirstOrDefault(text => text is not null) is { } state)
            throw new SlipwayException(ErrorCode.Conflict, $"{subject} {state}");
        if (waiting.Count >= MaxQueued)
            throw new SlipwayException(ErrorCode.LimitReached,
                $"{MaxQueued} operations of {subject} wait already", "wait for them, or cancel some");
        return await runner.SubmitAsync(new Operation(Identifier.Timed(time), application, time.GetUtcNow())
        {
            Subject = subject,
            Account = account,
            Request = request,
            Commit = request.Commit,
        }, cancel);
    }
}
