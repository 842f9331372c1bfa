using Slipway.Platform.Applications;
using Slipway.Platform.Gears;
using Slipway.Platform.Releases;

namespace Slipway.Platform.Routes;

/// <summary>Waits for what the edge still has under way to a gear.</summary>
internal sealed class EdgeDrain(IApplicationStore applications, IReleaseStore releases, IEdge edge)
{
    /// <summary>
    /// Waits until the edge has nothing of the gear under way, at most <paramref name="limit"/>. True when it is idle.
    /// </summary>
    public async Task<bool> WaitUntilIdleAsync(Replica replica, TimeSpan limit, CancellationToken cancel)
    {
        var application = await applications.FindAsync(replica.Application, cancel);
        var release = await releases.FindReleaseAsync(replica.Application, replica.Release, cancel);
        if (application is null || release is null)
            return true; // the edge knows it no more
        if (limit <= TimeSpan.Zero)
            return false;
        var idle = await Task.WhenAll(
            RouteTables.BackendNames(application, release.Profile)
                .Select(backend => edge.DrainedAsync(backend, replica.Id, limit, cancel)));
        return idle.All(done => done);
    }
}
