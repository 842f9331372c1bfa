using Slipway.Platform.Applications;

namespace Slipway.Platform.Operations;

/// <summary>Puts operations into the queue of their application.</summary>
internal sealed class OperationStarter(IOperationStore store, OperationRunner runner, TimeProvider time)
{
    private const int MaxQueued = 50;

    public async Task<Operation> StartAsync(
        OperationKind kind, Application application, string account, OperationData data, CancellationToken cancel)
    {
        var waiting = (await store.ListUnfinishedAsync(cancel))
            .Where(operation => operation.Application == application.Id).ToList();
        if (waiting.Any(operation => operation.Kind == OperationKind.DeleteApplication))
            throw new SlipwayException(ErrorCode.Conflict, $"{application} is being deleted");
        if (waiting.Count >= MaxQueued)
            throw new SlipwayException(ErrorCode.LimitReached,
                $"{MaxQueued} operations of {application} wait already", "wait for them, or cancel some");
        return await runner.SubmitAsync(new Operation(Identifier.Timed(time), kind, application.Id, time.GetUtcNow())
        {
            Subject = application.ToString(),
            Account = account,
            Data = data,
        }, cancel);
    }
}
