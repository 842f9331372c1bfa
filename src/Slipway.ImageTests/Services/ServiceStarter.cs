using Slipway.Engine.Gears;
using Slipway.ImageTests.Files;
using Slipway.ImageTests.Running;
using Slipway.Registry.Content;

namespace Slipway.ImageTests.Services;

/// <summary>Starts siblings, then the image under test, and waits until each accepts connections.</summary>
internal sealed class ServiceStarter(TestGears gears, TestScope scope, TimeProvider clock)
{
    /// <returns>What checks are made on; null with the reason when it did not become ready.</returns>
    public async Task<(GearTarget? Target, CaseOutcome Outcome)> RunAsync(
        ServiceSettings settings, CancellationToken cancel)
    {
        var names = settings.Siblings.Select(sibling => sibling.Name).ToList();
        foreach (var sibling in settings.Siblings)
        {
            var image = await scope.FindImageAsync(sibling.Image, cancel);
            var (started, outcome) = await StartAsync(image, sibling.Settings, names, cancel);
            var missing = started is null ? null : await RefusedAsync(started, sibling.Settings.Listens, cancel);
            if (outcome.Outcome != TestOutcome.Passed)
                return (null, outcome with { Message = $"sibling {sibling.Name}: {outcome.Message}" });
            if (missing is not null)
                return (null, CaseOutcome.Failed($"sibling {sibling.Name}: {missing}", await started!.TailAsync()));
        }
        return await StartAsync(scope.Image, settings, names, cancel);
    }

    private async Task<(GearTarget? Target, CaseOutcome Outcome)> StartAsync(
        Image image, ServiceSettings settings, IEnumerable<string> names, CancellationToken cancel)
    {
        var gear = await gears.StartAsync(gears.Describe(image, settings, names), cancel);
        var target = new GearTarget(gears, gear.Address, _ => gear,
            new RetryWindow(settings.StartTimeout ?? scope.Request.StartTimeout, clock));
        while (true)
        {
            if (await gears.Engine.FindAsync(gear.Id, cancel) is not { Phase: GearPhase.Running })
                return (null, await EndedAsync(gear.Id, cancel));
            if (await RefusedAsync(target, settings.Listens, cancel) is null || target.RetryWindow.IsOver)
                return (target, CaseOutcome.Passed);
            await target.RetryWindow.PauseAsync(cancel);
        }
    }

    private static async Task<string?> RefusedAsync(
        GearTarget target, IReadOnlyList<int> ports, CancellationToken cancel)
    {
        foreach (var port in ports)
            if (await target.RefusalAsync(port, cancel) is { } refusal)
                return $"port {port}: expected to accept connections, seen: {refusal}";
        return null;
    }

    private async Task<CaseOutcome> EndedAsync(string gear, CancellationToken cancel)
    {
        var exit = (await gears.Engine.FindAsync(gear, cancel))?.Exit;
        var memory = exit?.OutOfMemory == true ? ", out of memory" : "";
        return CaseOutcome.Failed(
            $"expected to go on running, ended with exit code {exit?.Code}{memory}", await gears.TailAsync(gear));
    }
}
