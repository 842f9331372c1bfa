using Slipway.Platform.Applications;
using Slipway.Platform.Gears;
using Slipway.Platform.Operations;
using Slipway.Platform.Releases;
using Slipway.Platform.Routes;

namespace Slipway.Platform.Rollouts;

/// <summary>The steps of operations that move gear groups.</summary>
internal sealed class RolloutSteps(
    IApplicationStore applications, IReleaseStore releases, IReplicaStore replicas, IEdgePortStore ports,
    ReplicaLifecycle lifecycle,
    BackgroundDrains drains, RolloutExecutor executor, ReplicaReconciler reconciler, (int First, int Last) edgePorts)
{
    /// <summary>To the release that this operation made.</summary>
    public async Task RolloutAsync(OperationContext run, CancellationToken cancel)
    {
        var application = await applications.RequireAsync(run, cancel);
        var release = await RolloutAsync(run, application, run.Progress<ReleaseProgress>().Release!.Value, cancel);
        await run.SaveAsync(
            operation => operation with { Outcome = $"{release.Name} serves: {release.Reason}" }, cancel);
    }

    /// <summary>To another scale of the release that serves; nothing to do when none does.</summary>
    public async Task RolloutScaleAsync(OperationContext run, CancellationToken cancel)
    {
        var application = await applications.RequireAsync(run, cancel);
        if (application.Release is not { } target)
            return;
        var release = await RolloutAsync(run, application, target, cancel);
        var gears = application.Scale == 1 ? "1 gear of" : $"{application.Scale} gears of";
        await run.SaveAsync(operation => operation with
        {
            Outcome = $"{gears} {release.Name} serve{(application.Scale == 1 ? "s" : "")}",
        }, cancel);
    }

    /// <summary>Back to what served before.</summary>
    public async Task ReturnAsync(OperationContext run, CancellationToken cancel)
    {
        if (await applications.FindAsync(run.Application, cancel) is not { } application)
            return;
        var made = run.Progress<ReleaseProgress>();
        var target = made.Release is null ? application.Release : made.PreviousRelease;
        var scale = run.Progress<ScaleProgress>().PreviousScale ?? application.Scale;
        var plan = RolloutPlan.Return(await TakeOverAsync(application.Id, target, scale, cancel), target, scale);
        await executor.RunAsync(run, plan, cancel);
        if (made.Release is { } failed
            && await releases.FindReleaseAsync(application.Id, failed, cancel) is { } release)
            await releases.SaveReleaseAsync(release with { State = ReleaseState.Failed }, cancel);
        reconciler.Wake();
        await run.ReportProgressAsync(target is null ? "nothing serves" : $"release v{target} serves", cancel);
    }

    public async Task RescaleAsync(OperationContext run, CancellationToken cancel)
    {
        var application = await applications.RequireAsync(run, cancel);
        if (run.Progress<ScaleProgress>().PreviousScale is null)
            await run.SaveProgressAsync<ScaleProgress>(
                progress => progress with { PreviousScale = application.Scale }, cancel);
        await applications.UpdateAsync(application with { Scale = run.Request<ScaleApplication>().Scale }, cancel);
    }

    public async Task UndoRescaleAsync(OperationContext run, CancellationToken cancel)
    {
        if (run.Progress<ScaleProgress>().PreviousScale is { } scale
            && await applications.FindAsync(run.Application, cancel) is { } application)
            await applications.UpdateAsync(application with { Scale = scale }, cancel);
    }

    public async Task RemoveGearsAsync(OperationContext run, CancellationToken cancel) =>
        await executor.RunAsync(run, RolloutPlan.Remove(await replicas.ListAsync(run.Application, cancel)), cancel);

    private async Task<Release> RolloutAsync(
        OperationContext run, Application application, int target, CancellationToken cancel)
    {
        var release = await releases.FindReleaseAsync(application.Id, target, cancel)
            ?? throw new SlipwayException(ErrorCode.NotFound, $"release v{target} is gone");
        await TakeEdgePortsAsync(application, release, cancel);
        // Gears of one earlier release may finish beside this rollout. More would let quick pushes fill the
        // machine with them.
        ValueTask ReportWaitingAsync() => run.ReportProgressAsync(
            "waiting for gears of earlier releases to finish what they have", cancel);
        await drains.WaitAsync(application.Id, maxDraining: application.Scale, ReportWaitingAsync, cancel);
        var group = await TakeOverAsync(application.Id, target, application.Scale, cancel);
        var plan = RolloutPlan.Forward(group, application.Release, target, application.Scale, release.Profile.Stateful);
        await executor.RunAsync(run, plan, cancel);
        await releases.SaveReleaseAsync(release with { State = ReleaseState.Succeeded }, cancel);
        return release;
    }

    /// <summary>The gears as they are once those that a rollout takes over are its own.</summary>
    private async Task<IReadOnlyList<Replica>> TakeOverAsync(
        string application, int? target, int scale, CancellationToken cancel)
    {
        foreach (var replica in (await replicas.ListAsync(application, cancel))
            .Where(replica => RolloutPlan.TakesOver(replica, target, scale)))
            await lifecycle.ChangeAsync(
                application, replica.Release, replica.Index, found => found with { DrainUntil = null }, cancel);
        return await replicas.ListAsync(application, cancel);
    }

    private async Task TakeEdgePortsAsync(Application application, Release release, CancellationToken cancel)
    {
        foreach (var endpoint in release.Profile.TcpEndpoints)
        {
            if (await ports.TakeEdgePortAsync(
                application.Id, endpoint.Name, edgePorts.First, edgePorts.Last, cancel) is null)
                throw new SlipwayException(
                    ErrorCode.LimitReached, $"no edge port of {edgePorts.First}-{edgePorts.Last} is free",
                    "delete applications with TCP endpoints, or widen the range");
        }
    }
}
