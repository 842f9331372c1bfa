using Microsoft.Extensions.Logging;
using Slipway.Platform.Applications;
using Slipway.Platform.Operations;
using Slipway.Platform.Repositories;

namespace Slipway.Platform.Builds;

/// <summary>
/// Between git's update of a branch and the operation's record the server may die: the commit is stored, and nothing
/// would ever build it. A starting server, before it takes pushes, builds every head that no operation was made for.
/// </summary>
internal sealed partial class LostPushes(
    IApplicationStore applications, IOperationStore operations, IRepositories repositories,
    OperationStarter starter, ILogger<LostPushes> log)
{
    private const int AllThatAreKept = 500;

    public async Task BuildAsync(CancellationToken cancel)
    {
        var active = (await applications.ListAsync(null, cancel))
            .Where(application => application.State == ApplicationState.Active);
        await Parallel.ForEachAsync(active, cancel, async (application, each) => await BuildAsync(application, each));
    }

    private async Task BuildAsync(Application application, CancellationToken cancel)
    {
        try
        {
            if (await repositories.HeadAsync(application, cancel) is not { } head
                || head == await KnownAsync(application, cancel))
                return;
            LogLost(application, head);
            await starter.StartAsync(
                application, new BuildSource(new SourceInput(SourceKind.Commit, head), new BuildOptions()), "", cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            var failure = Failure.Of(e);
            LogUnknown(application, failure.Cause, failure.Unexpected);
        }
    }

    private async Task<string?> KnownAsync(Application application, CancellationToken cancel) =>
        (await operations.ListAsync(application.Id, AllThatAreKept, cancel))
            .FirstOrDefault(operation => operation.Commit is not null)?.Commit;

    [LoggerMessage(
        Level = LogLevel.Information, Message = "{Application} was pushed when the server ended: building {Commit}")]
    private partial void LogLost(Application application, string commit);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "whether a push to {Application} was lost is not known: {Cause}")]
    private partial void LogUnknown(Application application, string cause, Exception? failure);
}
