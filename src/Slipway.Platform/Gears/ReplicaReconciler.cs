using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Slipway.Diagnostics.Loops;
using Slipway.Engine.Gears;
using Slipway.Platform.Operations;

namespace Slipway.Platform.Gears;

/// <summary>
/// Keeps what should run running: takes over what outlived the server, reports what ended, starts it again with growing
/// pauses, removes what nobody knows. Gears that a rollout is busy with are the rollout's.
/// </summary>
internal sealed partial class ReplicaReconciler(
    IReplicaStore replicas, IOperationStore operations, IGearEngine engine,
    ReplicaLifecycle lifecycle, ReplicaRestart restart, ApplicationNames names,
    PublishRoutes publish, RetryRoutes retry, BackgroundLoops loops, ILogger<ReplicaReconciler> log, TimeProvider time)
    : IAsyncDisposable
{
    private static readonly TimeSpan FirstPublish = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPublishBackoff = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _published = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<(string, int, int), Task> _restarts = [];
    private Subscription? _subscription;
    private BackgroundLoop? _watch;
    private BackgroundLoop? _publish;
    private int _publications;

    /// <summary>Looks at everything once, then follows the engine's events.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        // Subscribed before the list is taken: no end falls between the two.
        _subscription = Subscribe();
        await TakeOverAsync(cancel);
        await SweepAsync(cancel);
        // The edge may start later than the server, and a port that it is to listen on may become free.
        _publish = loops.Start(
            new BackgroundLoopOptions("publish routes") { MinBackoff = Again, MaxBackoff = MaxPublishBackoff },
            PublishAsync);
        await _published.Task.WaitAsync(FirstPublish, time, cancel)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _watch = loops.Start(
            new BackgroundLoopOptions("watch gears") { Interval = Again, MinBackoff = Again, MaxBackoff = Again },
            WatchAsync);
    }

    /// <summary>Something was marked for a start.</summary>
    public void Wake() => _ = ScheduleAllAsync();

    /// <summary>The edge has not applied all routes: they are published again.</summary>
    public void PublishAgain() => _publish?.Wake();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_watch is not null)
            await _watch.DisposeAsync();
        if (_publish is not null)
            await _publish.DisposeAsync();
        if (_subscription is { } unused)
            await unused.DisposeAsync();
        await Task.WhenAll(_restarts.Values);
        _stop.Dispose();
    }

    private Subscription Subscribe()
    {
        var ending = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var events = engine.WatchAsync(ending.Token).GetAsyncEnumerator(ending.Token);
        return new Subscription(ending, events, events.MoveNextAsync().AsTask());
    }

    /// <summary>
    /// Follows the engine's events until it, or what is done about one, fails; then from the beginning, for some may
    /// be missing.
    /// </summary>
    private async Task WatchAsync(LoopRound round)
    {
        var first = Interlocked.Exchange(ref _subscription, null);
        await using var subscription = first ?? Subscribe();
        try
        {
            if (first is null)
                await TakeOverAsync(_stop.Token);
            round.Recovered();
            for (var more = await subscription.First; more; more = await subscription.Events.MoveNextAsync())
            {
                if (subscription.Events.Current is { Phase: GearPhase.Ended } ended)
                    await round.TryAsync($"gear {ended.Id}", _ => HandleExitAsync(ended));
                if (round.HasFailed)
                    return;
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The server stops; gears run on.
        }
    }

    private async Task PublishAsync(LoopRound round)
    {
        // What the edge does not apply wakes this loop at once.
        if (Interlocked.Exchange(ref _publications, 1) > 0)
            await Task.Delay(Again, time, round.Cancel);
        await retry(round);
        _published.TrySetResult();
    }

    private async Task HandleExitAsync(GearState ended)
    {
        try
        {
            if (await replicas.FindAsync(ended.Id, _stop.Token) is { } replica)
            {
                await EndedAsync(replica, ended);
                await publish(_stop.Token);
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // The server stops; the next one finds that it has ended.
        }
    }

    private async Task TakeOverAsync(CancellationToken cancel)
    {
        var states = (await engine.ListAsync(cancel)).ToDictionary(state => state.Id);
        foreach (var replica in await replicas.ListAsync(null, cancel))
        {
            var state = states.GetValueOrDefault(replica.Id);
            if (replica.Status == ReplicaStatus.Serving && state is not { Phase: GearPhase.Running })
                await EndedAsync(replica, state);
            else if (replica.Status is ReplicaStatus.Waiting or ReplicaStatus.Restarting)
                Schedule(replica);
        }
    }

    /// <summary>Removes gears that no record names, and those of rollouts that nobody continues.</summary>
    private async Task SweepAsync(CancellationToken cancel)
    {
        var busy = (await operations.ListUnfinishedAsync(cancel))
            .Select(operation => operation.Application).ToHashSet();
        foreach (var replica in (await replicas.ListAsync(null, cancel))
            .Where(replica => !busy.Contains(replica.Application)))
        {
            if (replica.DrainUntil is null
                && replica.Status is ReplicaStatus.Starting or ReplicaStatus.Ready or ReplicaStatus.Draining
                    or ReplicaStatus.Suspended)
                await lifecycle.StopAsync(replica.Application, replica.Release, replica.Index, cancel);
        }
        var known = (await replicas.ListAsync(null, cancel)).Select(replica => replica.Id).ToHashSet();
        foreach (var state in await engine.ListAsync(cancel))
        {
            if (!state.Labels.ContainsKey(GearSpecs.ApplicationLabel) || known.Contains(state.Id))
                continue;
            LogUnknown(state.Id);
            await engine.RemoveAsync(state.Id, keepSlot: state.Slot is not null, cancel);
        }
    }

    private async Task EndedAsync(Replica replica, GearState? state)
    {
        var end = state is null ? "was gone when the server came back" : GearExitText.Describe(state);
        var changed = await lifecycle.ChangeAsync(replica.Application, replica.Release, replica.Index,
            found => found.Id == replica.Id && found.Status == ReplicaStatus.Serving
            ? Waiting(found, end, state is null)
            : null, _stop.Token);
        if (changed is null)
            return;
        LogEnded(replica.Id, await names.OfAsync(replica.Application, _stop.Token), end,
            changed.NextStart <= time.GetUtcNow() ? "now" : $"at {changed.NextStart:HH:mm:ss}");
        Schedule(changed);
    }

    private Replica Waiting(Replica replica, string end, bool blameless)
    {
        var now = time.GetUtcNow();
        var restarts = RestartPolicy.Count(replica.Restarts, now - replica.ServingSince);
        return replica with
        {
            Status = ReplicaStatus.Waiting,
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
            foreach (var replica in (await replicas.ListAsync(null, _stop.Token))
                .Where(replica => replica.Status is ReplicaStatus.Waiting))
                Schedule(replica);
        }
        catch (OperationCanceledException)
        {
            // The server stops; the next one looks at everything.
        }
        catch (Exception e)
        {
            LogScheduleFailed(e);
        }
    }

    private void Schedule(Replica replica)
    {
        if (_stop.IsCancellationRequested)
            return;
        var place = (replica.Application, replica.Release, replica.Index);
        _ = _restarts.AddOrUpdate(place, _ => DetachedTask.Run(() => RestartAsync(replica)),
            (_, task) => task.IsCompleted ? DetachedTask.Run(() => RestartAsync(replica)) : task);
    }

    private async Task RestartAsync(Replica replica)
    {
        try
        {
            for (Replica? waiting = replica; waiting is { Status: ReplicaStatus.Waiting or ReplicaStatus.Restarting };)
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

    private async Task<Replica?> TryAsync(Replica replica)
    {
        try
        {
            return await restart.TryAsync(replica, _stop.Token);
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            var failure = Failure.Of(e);
            LogRestartFailed(
                replica.Id, await names.OfAsync(replica.Application, _stop.Token), failure.Cause, failure.Unexpected);
            return replica with { NextStart = time.GetUtcNow() + RestartPolicy.Delay(4) };
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "gear {Gear} of {Application} {End}; it starts again {Start}")]
    private partial void LogEnded(string gear, string application, string end, string start);

    [LoggerMessage(Level = LogLevel.Warning, Message = "removing gear {Gear}: no application has it")]
    private partial void LogUnknown(string gear);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "gear {Gear} of {Application} could not be started again: {Cause}")]
    private partial void LogRestartFailed(string gear, string application, string cause, Exception? failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "the gears that wait for a start could not be listed")]
    private partial void LogScheduleFailed(Exception failure);

    private sealed record Subscription(
        CancellationTokenSource Ending, IAsyncEnumerator<GearState> Events, Task<bool> First) : IAsyncDisposable
    {
        /// <summary>An enumerator cannot be disposed of while it moves.</summary>
        public async ValueTask DisposeAsync()
        {
            await Ending.CancelAsync();
            await ((Task)First).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Events.DisposeAsync();
            Ending.Dispose();
        }
    }
}
