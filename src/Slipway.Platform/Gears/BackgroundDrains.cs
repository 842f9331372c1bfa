using System.Collections.Concurrent;
using Slipway.Platform.Applications;
using Slipway.Platform.Operations;
using Slipway.Platform.Releases;
using Slipway.Platform.Routes;

namespace Slipway.Platform.Gears;

/// <summary>
/// Lets gears that get nothing new finish what they have, and stops them then: beside the operations, which end when
/// the requests have moved. Each gear's record says until when, so that the next server goes on.
/// </summary>
internal sealed class BackgroundDrains(
    IApplicationStore applications, IReleaseStore releases, IGearStore gears, GearFleet fleet,
    RoutePublisher routes, IEdge edge,
    Action<string> report, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan NextAttempt = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<(string, DateTimeOffset?), Task> _running = [];

    /// <summary>Goes on with what a previous server has begun.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        foreach (var gear in await ListDrainingAsync(null, cancel))
            _ = Start(gear);
    }

    /// <summary>
    /// Of a gear whose <see cref="Gear.DrainUntil"/> is set. Nobody waits for it; who wants the place back takes the
    /// time out of the record.
    /// </summary>
    public Task Start(Gear gear)
    {
        var key = (gear.Id, gear.DrainUntil);
        return _running.GetOrAdd(key, _ => Task.Run(async () =>
        {
            await RunAsync(gear);
            _running.TryRemove(key, out Task? _);
        }));
    }

    /// <summary>
    /// Waits until at most <paramref name="timeout"/> gears of an application are left that only finish what they have.
    /// </summary>
    /// <param name="emit">Called before each time that it has to wait.</param>
    public async Task WaitAsync(string application, int timeout, Func<ValueTask> emit, CancellationToken cancel)
    {
        while (await ListDrainingAsync(application, cancel) is var draining && draining.Count > timeout)
        {
            await emit();
            await Task.WhenAny(draining.Select(Start)).WaitAsync(cancel);
        }
    }

    /// <summary>
    /// Waits until the edge has nothing of the gear under way, at most <paramref name="limit"/>. True when it is idle.
    /// </summary>
    public async Task<bool> WaitUntilIdleAsync(Gear gear, TimeSpan limit, CancellationToken cancel)
    {
        var application = await applications.FindAsync(gear.Application, cancel);
        var release = await releases.FindReleaseAsync(gear.Application, gear.Release, cancel);
        if (application is null || release is null)
            return true; // the edge knows it no more
        if (limit <= TimeSpan.Zero)
            return false;
        var idle = await Task.WhenAll(
            RouteTables.BackendNames(application, release.Profile)
                .Select(backend => edge.DrainedAsync(backend, gear.Id, limit, cancel)));
        return idle.All(done => done);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running.Values);
        _stop.Dispose();
    }

    private async Task<List<Gear>> ListDrainingAsync(string? application, CancellationToken cancel) =>
        [.. (await gears.ListAsync(application, cancel)).Where(gear => gear.DrainUntil is not null)];

    private async Task RunAsync(Gear gear)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var idle = await WaitUntilIdleAsync(gear, gear.DrainUntil!.Value - time.GetUtcNow(), _stop.Token);
                if (!await fleet.StopDrainedAsync(gear, _stop.Token))
                    return;
                await routes.PublishAsync(_stop.Token);
                if (!idle)
                    report($"gear {gear.Id} is stopped; it still had connections when its time was over");
                return;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                report($"gear {gear.Id}, which gets nothing new, could not be stopped: {Failure.Of(e).Cause}");
                await Task.Delay(NextAttempt, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
