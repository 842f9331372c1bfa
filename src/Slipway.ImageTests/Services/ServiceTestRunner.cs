using Slipway.Engine.Gears;
using Slipway.ImageTests.Files;
using Slipway.ImageTests.Running;

namespace Slipway.ImageTests.Services;

/// <summary>
/// Starts a service and makes the checks of its test, one after another; one that fails does not keep the others
/// from being made.
/// </summary>
internal sealed class ServiceTestRunner(IGearEngine engine, TestScope scope, TimeProvider clock)
{
    public async Task RunAsync(ServiceTest test, CaseRecorder recorder, CancellationToken cancel)
    {
        await using var gears = new TestGears(engine, scope);
        var (target, outcome) = await new ServiceStarter(gears, scope, clock).RunAsync(test.Settings, cancel);
        if (target is null)
        {
            await recorder.AbortAsync(outcome);
            return;
        }
        await recorder.NoteAsync(outcome);
        await new CheckRunner(scope, target).RunAllAsync(test.Checks, recorder, cancel);
    }
}
