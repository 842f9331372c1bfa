using System.Collections.Immutable;
using Slipway.Platform.Applications;
using Slipway.Platform.Gears;
using Slipway.Platform.Releases;

namespace Slipway.Platform.Routes;

/// <summary>
/// Tells the edge what the store says, after each change; changes that come meanwhile are told together.
/// </summary>
internal sealed class RoutePublisher(
    IApplicationStore applications, IReleaseStore releases, IGearStore gears, IEdge edge, string baseHost,
    Action<string> report) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly SemaphoreSlim _behind = new(1, 1);
    private ImmutableArray<RouteFailure> _failures = [];
    private long _requestedVersion;
    private long _appliedVersion;

    /// <summary>Returns when the edge follows a table that is at least as new as this call.</summary>
    /// <returns>The backends that the edge could not listen for; it routes all others.</returns>
    public async Task<ImmutableArray<RouteFailure>> PublishAsync(CancellationToken cancel)
    {
        var version = Interlocked.Increment(ref _requestedVersion);
        await _gate.WaitAsync(cancel);
        try
        {
            if (_appliedVersion < version)
                await ApplyAsync(cancel);
            return _failures;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>
    /// Publishes what is not taken back when the edge fails: that is logged, and the reconciler publishes again.
    /// </summary>
    public async Task<bool> TryPublishAsync(CancellationToken cancel)
    {
        try
        {
            await PublishAsync(cancel);
            return true;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            report($"the edge did not take the routes: {e.Message}");
            return false;
        }
    }

    /// <summary>Waits until there is something that the edge has not taken; at first, that is everything.</summary>
    public Task WaitUntilBehindAsync(CancellationToken cancel) => _behind.WaitAsync(cancel);

    /// <summary>The table as of now.</summary>
    public async Task<RouteTable> BuildAsync(CancellationToken cancel)
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
            await applications.ListEdgePortsAsync(cancel), baseHost);
    }

    public void Dispose()
    {
        _gate.Dispose();
        _behind.Dispose();
    }

    private async Task ApplyAsync(CancellationToken cancel)
    {
        var newest = Interlocked.Read(ref _requestedVersion);
        var isComplete = false;
        try
        {
            var failures = await edge.ApplyAsync(await BuildAsync(cancel), cancel);
            foreach (var failure in failures.Except(_failures))
                report($"the edge does not listen for {failure.Backend}: {failure.Cause}");
            (_failures, _appliedVersion, isComplete) = (failures, newest, failures.IsEmpty);
        }
        finally
        {
            if (!isComplete && _behind.CurrentCount == 0)
                _behind.Release();
        }
    }
}
