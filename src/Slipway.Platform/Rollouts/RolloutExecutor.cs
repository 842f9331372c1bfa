using System.Collections.Immutable;
using Slipway.Engine.Gears;
using Slipway.Platform.Applications;
using Slipway.Platform.Gears;
using Slipway.Platform.Operations;
using Slipway.Platform.Releases;
using Slipway.Platform.Routes;

namespace Slipway.Platform.Rollouts;

/// <summary>
/// Carries a plan out, step by step. Once the new gears serve, nothing that goes wrong with the old ones
/// fails the rollout.
/// </summary>
internal sealed class RolloutExecutor(
    IApplicationStore applications, IReleaseStore releases, ReplicaLifecycle lifecycle, IGearEngine engine,
    ReadinessCheck readiness,
    BackgroundDrains drains, EdgeDrain edge, RoutePublisher routes, TimeProvider time, TimeSpan drainLimit)
{
    public async Task RunAsync(OperationContext run, IReadOnlyList<RolloutStep> plan, CancellationToken cancel)
    {
        var application = await applications.RequireAsync(run, cancel);
        var token = cancel;
        foreach (var (step, number) in plan.Select((step, number) => (step, number)))
        {
            token.ThrowIfCancellationRequested();
            application = await StepAsync(run, application, step, token);
            // From here on there is nothing to go back to: whoever cancels is too late.
            if (step is RolloutStep.SwitchTraffic { Release: not null })
                token = run.Stopping;
            run.ReachFailpoint($"rollout:{number}:{step.GetType().Name.ToLowerInvariant()}");
        }
    }

    private async Task<Application> StepAsync(
        OperationContext run, Application application, RolloutStep step, CancellationToken cancel)
    {
        switch (step)
        {
            case RolloutStep.Start(var id):
                await StartAsync(run, application, id, cancel);
                break;
            case RolloutStep.WaitUntilReady(var id):
                await WaitUntilReadyAsync(run, application, id, cancel);
                break;
            case RolloutStep.SwitchTraffic traffic:
                return await SwitchTrafficAsync(run, application, traffic, cancel);
            case RolloutStep.Drain(var id):
                await DrainAsync(run, id, cancel);
                break;
            case RolloutStep.DrainInBackground(var id):
                await DrainInBackgroundAsync(run, id, cancel);
                break;
            case RolloutStep.Stop(var id):
                await StopAsync(run, id, cancel);
                break;
            case RolloutStep.Suspend(var id):
                await run.ReportProgressAsync(
                    $"stopping {await NameAsync(run, id, cancel)}; its successor needs its volume", cancel);
                await lifecycle.SuspendAsync(application.Id, id.Release, id.Index, cancel);
                await routes.PublishAsync(cancel);
                break;
            case RolloutStep.Reschedule(var id):
                await lifecycle.RescheduleAsync(
                    application, await ReleaseAsync(application, id.Release, cancel), id.Index, cancel);
                break;
        }
        return application;
    }

    private async Task StartAsync(
        OperationContext run, Application application, ReplicaId id, CancellationToken cancel)
    {
        await run.ReportProgressAsync($"starting a gear of v{id.Release}", cancel);
        try
        {
            var replica = await lifecycle.StartAsync(
                application, await ReleaseAsync(application, id.Release, cancel), id.Index, () =>
                run.ReachFailpoint("rollout:launch"), cancel);
            await run.ReportProgressAsync($"gear {replica.Id} of v{id.Release} is started", cancel);
        }
        catch (SlipwayException e) when (e.Code.IsEngine)
        {
            throw new SlipwayException(
                ErrorCode.RolloutFailed,
                $"{await NameAsync(run, id, cancel)} could not be started: {e.Message}", e.NextStep, e);
        }
    }

    private async Task WaitUntilReadyAsync(
        OperationContext run, Application application, ReplicaId id, CancellationToken cancel)
    {
        var release = await ReleaseAsync(application, id.Release, cancel);
        var replica = await lifecycle.FindAsync(application.Id, id.Release, id.Index, cancel)
            ?? throw new SlipwayException(ErrorCode.RolloutFailed, $"a gear of v{id.Release} is gone");
        if (await readiness.WaitAsync(replica.Id, release.Profile, cancel) is { } cause)
        {
            var lines = await GearLogTail.LastLinesAsync(engine, replica.Id, cancel);
            foreach (var line in lines)
                await run.EmitAsync(OperationEventKind.Log, line, cancel);
            throw new SlipwayException(ErrorCode.RolloutFailed,
                $"gear {replica.Id} failed its readiness check: " +
                    $"{cause}{(lines.Count > 0 ? "; last output: " + string.Join(" | ", lines.TakeLast(3)) : "")}",
                run.Progress<ReleaseProgress>().PreviousRelease is null
                    ? "`slipway logs` shows more"
                    : "`slipway logs` shows more; the release before it serves on");
        }
        await lifecycle.ChangeAsync(
            application.Id, id.Release, id.Index, found => found with { Status = ReplicaStatus.Ready }, cancel);
        await run.ReportProgressAsync($"gear {replica.Id} is ready", cancel);
    }

    private async Task<Application> SwitchTrafficAsync(
        OperationContext run, Application application, RolloutStep.SwitchTraffic step, CancellationToken cancel)
    {
        await RequireRunningAsync(application, step.Serve, cancel);
        var now = time.GetUtcNow();
        var serving = new List<string>();
        foreach (var id in step.Serve)
        {
            var changed = await lifecycle.ChangeAsync(application.Id, id.Release, id.Index,
                replica => replica with
                {
                    Status = ReplicaStatus.Serving, ServingSince = now, Restarts = 0,
                    NextStart = null, DrainUntil = null,
                }, cancel);
            serving.Add(changed?.Id ?? $"v{id.Release}");
        }
        foreach (var id in step.Leave)
            await lifecycle.ChangeAsync(
                application.Id, id.Release, id.Index,
                replica => replica with { Status = ReplicaStatus.Draining }, cancel);
        run.ReachFailpoint("rollout:shifting");
        if (step.Release is { } release && application.Release != release)
        {
            application = application with { Release = release };
            await applications.UpdateAsync(application, cancel);
        }
        var failures = await routes.PublishAsync(cancel);
        if (run.Operation.State == OperationState.Running)
            await RequireListeningAsync(application, step, failures, cancel);
        if (step.Serve.Length > 0)
            await run.ReportProgressAsync($"requests go to {string.Join(", ", serving)}", cancel);
        return application;
    }

    /// <summary>A port that another program has fails this application's rollout, and no other one's.</summary>
    private async Task RequireListeningAsync(
        Application application, RolloutStep.SwitchTraffic step, ImmutableArray<RouteFailure> failures,
        CancellationToken cancel)
    {
        var served = step.Release ?? (step.Serve is [var first, ..] ? (int?)first.Release : null);
        if (failures.IsEmpty || served is null)
            return;
        var release = await ReleaseAsync(application, served.Value, cancel);
        var own = RouteTables.BackendNames(application, release.Profile).ToHashSet(StringComparer.Ordinal);
        if (failures.FirstOrDefault(failure => own.Contains(failure.Backend)) is { } failed)
            throw failed.ToException();
    }

    private async Task RequireRunningAsync(
        Application application, ImmutableArray<ReplicaId> ids, CancellationToken cancel)
    {
        foreach (var id in ids)
        {
            var replica = await lifecycle.FindAsync(application.Id, id.Release, id.Index, cancel);
            var state = replica is null ? null : await engine.FindAsync(replica.Id, cancel);
            if (state is not { Phase: GearPhase.Running })
                throw new SlipwayException(ErrorCode.RolloutFailed,
                    $"{(replica is null ? $"a gear of v{id.Release}" : $"gear {replica.Id}")} " +
                        $"{(state is null ? "is gone" : GearExitText.Describe(state))} before it got a request");
        }
    }

    private async Task DrainAsync(OperationContext run, ReplicaId id, CancellationToken cancel)
    {
        if (await lifecycle.FindAsync(run.Application, id.Release, id.Index, cancel) is not { } replica)
            return;
        try
        {
            var idle = await edge.WaitUntilIdleAsync(replica, drainLimit, cancel);
            await run.ReportProgressAsync(idle
                ? $"gear {replica.Id} is idle"
                : $"gear {replica.Id} still had connections after {drainLimit.TotalSeconds:0} s", cancel);
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.Edge)
        {
            await run.ReportProgressAsync(
                $"whether gear {replica.Id} still has connections is not known: {e.Message}", cancel);
        }
    }

    private async Task DrainInBackgroundAsync(OperationContext run, ReplicaId id, CancellationToken cancel)
    {
        var until = time.GetUtcNow() + drainLimit;
        var draining = await lifecycle.ChangeAsync(
            run.Application, id.Release, id.Index, replica => replica with { DrainUntil = replica.DrainUntil ?? until },
            cancel);
        if (draining is null)
            return;
        _ = drains.Start(draining);
        await run.ReportProgressAsync($"gear {draining.Id} gets nothing new and ends when it is idle, " +
            $"after {drainLimit.TotalSeconds:0} s at the latest", cancel);
    }

    private async Task StopAsync(OperationContext run, ReplicaId id, CancellationToken cancel)
    {
        var name = await NameAsync(run, id, cancel);
        try
        {
            await lifecycle.StopAsync(run.Application, id.Release, id.Index, cancel);
            await routes.TryPublishAsync(cancel);
            await run.ReportProgressAsync($"{name} is stopped", cancel);
        }
        catch (SlipwayException e) when (e.Code.IsEngine)
        {
            await run.ReportProgressAsync(
                $"{name} could not be stopped and is left to the next sweep: {e.Message}", cancel);
        }
    }

    /// <summary>The gear's id, as <c>app show</c>, logs and <c>exec</c> have it.</summary>
    private async Task<string> NameAsync(OperationContext run, ReplicaId id, CancellationToken cancel) =>
        await lifecycle.FindAsync(run.Application, id.Release, id.Index, cancel) is { } replica
            ? $"gear {replica.Id}" : $"a gear of v{id.Release}";

    private async Task<Release> ReleaseAsync(Application application, int number, CancellationToken cancel) =>
        await releases.FindReleaseAsync(application.Id, number, cancel)
            ?? throw new SlipwayException(ErrorCode.NotFound, $"release v{number} is gone");
}
