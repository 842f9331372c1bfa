using Slipway.Platform.Applications;
using Slipway.Platform.Operations;
using Slipway.Platform.Repositories;

namespace Slipway.Platform.Builds;

/// <summary>
/// Between git's update of a branch and the operation's record the server may die: the commit is stored, and nothing
/// would ever build it. A starting server, before it takes pushes, builds every head that no operation was made for.
/// </summary>
internal sealed class LostPushes(
    IApplicationStore applications, IOperationStore operations, IRepositories repositories,
    OperationStarter starter, Action<string> report)
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
            report($"{application} was pushed when the server ended: building {head[..10]}");
            await starter.StartAsync(
                application, new BuildSource(new SourceInput(SourceKind.Commit, head), new BuildOptions()), "", cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            report($"whether a push to {application} was lost is not known: {Failure.Of(e).Cause}");
        }
    }

    private async Task<string?> KnownAsync(Application application, CancellationToken cancel) =>
        (await operations.ListAsync(application.Id, AllThatAreKept, cancel))
            .FirstOrDefault(operation => operation.Commit is not null)?.Commit;
}
