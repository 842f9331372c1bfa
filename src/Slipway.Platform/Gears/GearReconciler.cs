using System.Collections.Concurrent;
using Slipway.Engine.Gears;
using Slipway.Platform.Operations;
using Slipway.Platform.Routes;

namespace Slipway.Platform.Gears;

/// <summary>
/// Keeps what should run running: takes over what outlived the server, reports what ended, starts it again with growing
/// pauses, removes what nobody knows. Gears that a rollout is busy with are the rollout's.
/// </summary>
internal sealed class GearReconciler(
    IGearStore gears, IOperationStore operations, IGearEngine engine, GearFleet fleet,
    GearRestart restart, RoutePublisher routes, Action<string> report, TimeProvider time)
    : IAsyncDisposable
{
    private static readonly TimeSpan FirstPublish = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PublishAgain = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<(string, int, int), Task> _restarts = [];
    private Task _watch = Task.CompletedTask;
    private readonly TaskCompletionSource _published = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _publish = Task.CompletedTask;

    /// <summary>Looks at everything once, then follows the engine's events.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        // Subscribed before the list is taken: no end falls between the two.
        var events = engine.WatchAsync(_stop.Token).GetAsyncEnumerator(_stop.Token);
        var first = events.MoveNextAsync();
        await TakeOverAsync(cancel);
        await SweepAsync(cancel);
        _publish = PublishAsync();
        await _published.Task.WaitAsync(FirstPublish, time, cancel)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _watch = Task.Run(() => WatchAsync(events, first), CancellationToken.None);
    }

    /// <summary>Something was marked for a start.</summary>
    public void Wake() => _ = ScheduleAllAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch;
        await _publish;
        await Task.WhenAll(_restarts.Values);
        _stop.Dispose();
    }

    private async Task WatchAsync(IAsyncEnumerator<GearState> events, ValueTask<bool> first)
    {
        try
        {
            for (var more = await first; more; more = await events.MoveNextAsync())
            {
                if (events.Current is { Phase: GearPhase.Ended } ended)
                    await HandleExitAsync(ended);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops; gears run on.
        }
        finally
        {
            await events.DisposeAsync();
        }
    }

    /// <summary>
    /// The edge may come up later than the server, and a port that it is to listen on may become free: what it did
    /// not take is published again.
    /// </summary>
    private async Task PublishAsync()
    {
        try
        {
            while (true)
            {
                await routes.WaitUntilBehindAsync(_stop.Token);
                if (await routes.TryPublishAsync(_stop.Token))
                    _published.TrySetResult();
                await Task.Delay(PublishAgain, time, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The server stops; the next one publishes everything.
        }
    }

    private async Task HandleExitAsync(GearState ended)
    {
        try
        {
            if (await gears.FindAsync(ended.Id, _stop.Token) is { } gear)
            {
                await EndedAsync(gear, ended);
                await routes.PublishAsync(_stop.Token);
            }
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            report($"after the end of gear {ended.Id}: {Failure.Of(e).Cause}");
        }
    }

    private async Task TakeOverAsync(CancellationToken cancel)
    {
        var states = (await engine.ListAsync(cancel)).ToDictionary(state => state.Id);
        foreach (var gear in await gears.ListAsync(null, cancel))
        {
            var state = states.GetValueOrDefault(gear.Id);
            if (gear.Status == GearStatus.Serving && state is not { Phase: GearPhase.Running })
                await EndedAsync(gear, state);
            else if (gear.Status is GearStatus.Waiting or GearStatus.Restarting)
                Schedule(gear);
        }
    }

    /// <summary>Removes gears that no record names, and those of rollouts that nobody continues.</summary>
    private async Task SweepAsync(CancellationToken cancel)
    {
        var busy = (await operations.ListUnfinishedAsync(cancel))
            .Select(operation => operation.Application).ToHashSet();
        foreach (var gear in (await gears.ListAsync(null, cancel)).Where(gear => !busy.Contains(gear.Application)))
        {
            if (gear.DrainUntil is null
                && gear.Status is GearStatus.Starting or GearStatus.Live or GearStatus.Draining or GearStatus.Held)
                await fleet.StopAsync(gear.Application, gear.Release, gear.Index, cancel);
        }
        var known = (await gears.ListAsync(null, cancel)).Select(gear => gear.Id).ToHashSet();
        foreach (var state in await engine.ListAsync(cancel))
        {
            if (!state.Labels.ContainsKey(GearSpecs.ApplicationLabel) || known.Contains(state.Id))
                continue;
            report($"removing gear {state.Id}: no application has it");
            await engine.RemoveAsync(state.Id, keepSlot: state.Slot is not null, cancel);
        }
    }

    private async Task EndedAsync(Gear gear, GearState? state)
    {
        var end = state is null ? "was gone when the server came back" : GearExitText.Describe(state);
        var changed = await fleet.ChangeAsync(gear.Application, gear.Release, gear.Index,
            found => found.Id == gear.Id && found.Status == GearStatus.Serving
            ? Waiting(found, end, state is null)
            : null, _stop.Token);
        if (changed is null)
            return;
        report($"gear {gear.Id} {end}; " +
            $"it starts again {(changed.NextStart <= time.GetUtcNow() ? "now" : $"at {changed.NextStart:HH:mm:ss}")}");
        Schedule(changed);
    }

    private Gear Waiting(Gear gear, string end, bool blameless)
    {
        var now = time.GetUtcNow();
        var restarts = RestartPolicy.Count(gear.Restarts, now - gear.ServingSince);
        return gear with
        {
            Status = GearStatus.Waiting,
            LastEnd = end,
            NextStart = now + (blameless ? TimeSpan.Zero : RestartPolicy.Delay(restarts)),
            Restarts = blameless ? restarts : restarts + 1,
            ServingSince = null,
        };
    }

    private async Task ScheduleAllAsync()
    {
        try
        {
            foreach (var gear in (await gears.ListAsync(null, _stop.Token))
                .Where(gear => gear.Status is GearStatus.Waiting))
                Schedule(gear);
        }
        catch (OperationCanceledException)
        {
            // The server stops; the next one looks at everything.
        }
    }

    private void Schedule(Gear gear)
    {
        if (_stop.IsCancellationRequested)
            return;
        var place = (gear.Application, gear.Release, gear.Index);
        _restarts.AddOrUpdate(place, _ => Task.Run(() => RestartAsync(gear)),
            (_, task) => task.IsCompleted ? Task.Run(() => RestartAsync(gear)) : task);
    }

    private async Task RestartAsync(Gear gear)
    {
        try
        {
            for (Gear? waiting = gear; waiting is { Status: GearStatus.Waiting or GearStatus.Restarting };)
            {
                if (waiting.NextStart - time.GetUtcNow() is { } pause && pause > TimeSpan.Zero)
                    await Task.Delay(pause, time, _stop.Token);
                waiting = await TryAsync(waiting);
            }
        }
        catch (OperationCanceledException)
        {
            // The next server goes on.
        }
    }

    private async Task<Gear?> TryAsync(Gear gear)
    {
        try
        {
            return await restart.TryAsync(gear, report, _stop.Token);
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            report($"gear {gear.Id} could not be started again: {Failure.Of(e).Cause}");
            return gear with { NextStart = time.GetUtcNow() + RestartPolicy.Delay(4) };
        }
    }
}
