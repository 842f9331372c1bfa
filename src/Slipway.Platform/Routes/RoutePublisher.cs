using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Slipway.Diagnostics.Loops;
using Slipway.Platform.Applications;
using Slipway.Platform.Gears;
using Slipway.Platform.Releases;

namespace Slipway.Platform.Routes;

/// <summary>
/// Applies the stored routes to the edge after each change; changes that arrive meanwhile are applied together.
/// </summary>
internal sealed partial class RoutePublisher(
    IApplicationStore applications, IReleaseStore releases, IReplicaStore replicas, IEdgePortStore ports, IEdge edge,
    string baseHost, ILogger<RoutePublisher> log) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private ImmutableArray<RouteFailure> _failures = [];
    private long _requestedVersion;
    private long _appliedVersion;

    /// <summary>Raised when the edge has not applied a route that it applied before, or none at all.</summary>
    public event Action? FellBehind;

    /// <summary>Returns when the edge follows a table that is at least as new as this call.</summary>
    /// <returns>The backends that the edge cannot route; it routes all others.</returns>
    public Task<ImmutableArray<RouteFailure>> PublishAsync(CancellationToken cancel) =>
        PublishAsync(FellBehind, cancel);

    /// <summary>
    /// Publishes again as a round of a loop, which fails for each backend that the edge does not route: its
    /// pauses grow, and its status has the cause.
    /// </summary>
    public async Task RetryAsync(LoopRound round)
    {
        foreach (var failure in await PublishAsync(null, round.Cancel))
            await round.TryAsync(
                failure.Backend,
                _ => Task.FromException(new SlipwayException(failure.Code, failure.Cause, failure.NextStep)));
    }

    /// <summary>
    /// Publishes what is not taken back when the edge fails: that is logged, and the reconciler publishes again.
    /// </summary>
    public async Task TryPublishAsync(CancellationToken cancel)
    {
        try
        {
            await PublishAsync(cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            LogFailure(e);
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<ImmutableArray<RouteFailure>> PublishAsync(Action? fellBehind, CancellationToken cancel)
    {
        var version = Interlocked.Increment(ref _requestedVersion);
        await _gate.WaitAsync(cancel);
        try
        {
            if (_appliedVersion < version)
                await ApplyAsync(fellBehind, cancel);
            return _failures;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task ApplyAsync(Action? fellBehind, CancellationToken cancel)
    {
        var newest = Interlocked.Read(ref _requestedVersion);
        var isBehind = true;
        try
        {
            var failures = await edge.ApplyAsync(await BuildAsync(cancel), cancel);
            var added = failures.Except(_failures).ToList();
            foreach (var failure in added)
                LogRefused(failure.Backend, failure.Cause);
            (_failures, _appliedVersion, isBehind) = (failures, newest, added.Count > 0);
        }
        finally
        {
            if (isBehind)
                fellBehind?.Invoke();
        }
    }

    /// <summary>The table as of now.</summary>
    private async Task<RouteTable> BuildAsync(CancellationToken cancel)
    {
        var all = await applications.ListAsync(null, cancel);
        var living = await replicas.ListAsync(null, cancel);
        var needed = living.Select(replica => (replica.Application, replica.Release))
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

    [LoggerMessage(Level = LogLevel.Error, Message = "the edge did not apply the routes")]
    private partial void LogFailure(Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the edge does not route {Backend}: {Cause}")]
    private partial void LogRefused(string backend, string cause);
}
