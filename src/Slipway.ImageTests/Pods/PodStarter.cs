using Slipway.Engine.Gears;
using Slipway.ImageTests.Files;
using Slipway.ImageTests.Running;
using Slipway.ImageTests.Services;
using Slipway.Registry.Content;

namespace Slipway.ImageTests.Pods;

/// <summary>Starts a pod's containers in their order, all in one slot, and waits until the pod is ready.</summary>
internal sealed class PodStarter(TestGears gears, TestScope scope, PodDefinition pod, PodTest test, TimeProvider clock)
{
    /// <summary>A container without probes is ready when it has run for this long.</summary>
    private static readonly TimeSpan StabilizationTime = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, GearState> _started = [];
    private readonly RetryWindow _retryWindow = new(test.StartTimeout ?? scope.Request.StartTimeout, clock);
    private GearTarget? _target;

    private IReadOnlyList<string> UnderTest => test.UnderTest.Count > 0 ? test.UnderTest : [pod.Containers[0].Name];

    /// <returns>What checks are made on; null with the reason when the pod did not become ready.</returns>
    public async Task<(GearTarget? Target, CaseOutcome Outcome)> RunAsync(CancellationToken cancel)
    {
        var unknown =
            UnderTest.Except(pod.InitContainers.Concat(pod.Containers).Select(container => container.Name)).ToList();
        if (unknown.Count > 0)
            return (null, CaseOutcome.Failed($"underTest: the pod has no container {string.Join(", ", unknown)}"));
        foreach (var container in pod.InitContainers)
            if (await InitializeAsync(container, cancel) is { } failure)
                return (null, failure);
        foreach (var container in pod.Containers)
            if (await StartAsync(container, cancel) is { } failure)
                return (null, failure);
        return await ReadyAsync(cancel) is { } problem ? (null, problem) : (_target, CaseOutcome.Passed);
    }

    private async Task<CaseOutcome?> InitializeAsync(PodContainer container, CancellationToken cancel)
    {
        if (await StartAsync(container, cancel) is { } failure)
            return failure;
        var gear = _started[container.Name].Id;
        if (container.IsSidecar)
            return await Probing(container).WaitUntilStartedAsync(cancel) is { } problem
                ? CaseOutcome.Failed(problem, await gears.TailAsync(gear)) : null;
        var (exit, lines) = await gears.FinishAsync(gear, cancel);
        return exit.Code == 0 ? null : CaseOutcome.Failed(
            $"init container {container.Name}: expected exit code 0, seen {exit.Code}",
            [.. lines.Select(line => line.Text)]);
    }

    private async Task<CaseOutcome?> StartAsync(PodContainer container, CancellationToken cancel)
    {
        var image = UnderTest.Contains(container.Name) ? scope.Image : await FindImageAsync(container, cancel);
        if (PodPlan.RootProblem(container, image) is { } problem)
            return CaseOutcome.Failed(problem);
        var gear = await gears.StartAsync(PodPlan.Gear(pod, container, image), cancel);
        _started[container.Name] = gear;
        _target ??= new GearTarget(
            gears, gear.Address, name => _started.GetValueOrDefault(name ?? UnderTest[0]), _retryWindow);
        return null;
    }

    private async Task<Image> FindImageAsync(PodContainer container, CancellationToken cancel)
    {
        try
        {
            return await scope.FindImageAsync(container.Image, cancel);
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.NotFound)
        {
            throw new SlipwayException(e.Code, $"container {container.Name}: {e.Message}", e.NextStep, e);
        }
    }

    private async Task<CaseOutcome?> ReadyAsync(CancellationToken cancel)
    {
        if (!pod.RunsForEver && test.Checks.Count == 0)
            return await FinishedAsync(cancel);
        var waits = pod.Containers
            .Select(async container => (container, await Probing(container).WaitUntilReadyAsync(cancel))).ToList();
        foreach (var (container, problem) in await Task.WhenAll(waits))
            if (problem is not null)
                return CaseOutcome.Failed(problem, await gears.TailAsync(_started[container.Name].Id));
        if (pod.Containers.Any(container => container.Readiness is null))
            await Task.Delay(StabilizationTime, clock, cancel);
        foreach (var container in pod.Containers)
            if (await EndedAsync(container, cancel) is { } failure)
                return failure;
        return null;
    }

    private async Task<CaseOutcome?> EndedAsync(PodContainer container, CancellationToken cancel)
    {
        var gear = _started[container.Name].Id;
        var exit = (await gears.Engine.FindAsync(gear, cancel))?.Exit;
        return exit is null || (!pod.RunsForEver && exit.Code == 0) ? null : CaseOutcome.Failed(
            $"container {container.Name}: expected to go on running, ended with exit code " +
                $"{exit.Code}{(exit.OutOfMemory ? ", out of memory" : "")}",
            await gears.TailAsync(gear));
    }

    /// <summary>A pod that has a task is done when all containers have ended with 0.</summary>
    private async Task<CaseOutcome?> FinishedAsync(CancellationToken cancel)
    {
        foreach (var container in pod.Containers)
        {
            var (exit, lines) = await gears.FinishAsync(_started[container.Name].Id, cancel);
            if (exit.Code != 0)
                return CaseOutcome.Failed($"container {container.Name}: expected exit code 0, seen {exit.Code}",
                    [.. lines.Select(line => line.Text)]);
        }
        return null;
    }

    private PodProber Probing(PodContainer container) =>
        new(gears, _target!, container, _started[container.Name].Id, clock);
}
