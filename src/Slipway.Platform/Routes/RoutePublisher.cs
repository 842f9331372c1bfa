using Slipway.Platform.Applications;
using Slipway.Platform.Gears;
using Slipway.Platform.Releases;

namespace Slipway.Platform.Routes;

/// <summary>
/// Tells the edge what the store says, after each change; changes that come meanwhile are told together.
/// </summary>
internal sealed class RoutePublisher(
    IApplicationStore applications, IReleaseStore releases, IGearStore gears, IEdgePortStore ports, IEdge edge,
    string baseHost) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private long _requestedVersion;
    private long _appliedVersion;

    /// <summary>Returns when the edge follows a table that is at least as new as this call.</summary>
    public async Task PublishAsync(CancellationToken cancel)
    {
        var version = Interlocked.Increment(ref _requestedVersion);
        await _gate.WaitAsync(cancel);
        try
        {
            if (_appliedVersion >= version)
                return;
            var newest = Interlocked.Read(ref _requestedVersion);
            await edge.ApplyAsync(await BuildAsync(cancel), cancel);
            _appliedVersion = newest;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    /// <summary>The table as of now.</summary>
    private async Task<RouteTable> BuildAsync(CancellationToken cancel)
    {
        var all = await applications.ListAsync(null, cancel);
        var living = await gears.ListAsync(null, cancel);
        var needed = living.Select(gear => (gear.Application, gear.Release))
            .Concat(all.Where(application => application.Release is not null)
                .Select(application => (application.Id, application.Release!.Value))).Distinct();
        var found = new List<Release>();
        foreach (var (application, number) in needed)
        {
            if (await releases.FindReleaseAsync(application, number, cancel) is { } release)
                found.Add(release);
        }
        return RouteTables.Of(
            all.Where(application => application.State != ApplicationState.Deleting), found, living,
            await ports.ListEdgePortsAsync(cancel), baseHost);
    }
}
