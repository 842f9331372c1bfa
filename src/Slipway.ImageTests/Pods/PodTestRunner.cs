using Slipway.Engine.Gears;
using Slipway.ImageTests.Files;
using Slipway.ImageTests.Pods.Reading;
using Slipway.ImageTests.Running;
using Slipway.ImageTests.Services;

namespace Slipway.ImageTests.Pods;

/// <summary>Starts a Pod definition on the engine and makes the checks of its test.</summary>
internal sealed class PodTestRunner(IGearEngine engine, TestScope scope, TimeProvider clock)
{
    public async Task RunAsync(PodTest test, CaseRecorder recorder, CancellationToken cancel)
    {
        var pod = PodReader.Read(scope.Directory.ReadText(test.Manifest), test.Manifest);
        await using var gears = new TestGears(engine, scope);
        var (target, outcome) = await new PodStarter(gears, scope, pod, test, clock).RunAsync(cancel);
        if (target is null)
        {
            await recorder.AbortAsync(outcome);
            return;
        }
        await recorder.NoteAsync(outcome);
        await new CheckRunner(scope, target).RunAllAsync(test.Checks, recorder, cancel);
    }
}
