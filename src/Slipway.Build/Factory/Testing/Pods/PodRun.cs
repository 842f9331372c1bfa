using Slipway.Build.Factory.Testing.Files;
using Slipway.Build.Factory.Testing.Pods.Reading;
using Slipway.Build.Factory.Testing.Running;
using Slipway.Build.Factory.Testing.Services;
using Slipway.Engine.Gears;

namespace Slipway.Build.Factory.Testing.Pods;

/// <summary>Starts a Pod definition on the engine and makes the checks of its test.</summary>
internal sealed class PodRun(IGearEngine engine, TestScope scope, TimeProvider clock)
{
    public async Task RunAsync(PodTest test, CaseRecorder recorder, CancellationToken cancel)
    {
        var pod = PodReader.Read(scope.Directory.ReadText(test.Manifest), test.Manifest);
        await using var gears = new TestGears(engine, scope);
        var (target, outcome) = await new PodStart(gears, scope, pod, test, clock).RunAsync(cancel);
        if (target is null)
        {
            await recorder.BreakOffAsync(outcome);
            return;
        }
        await recorder.NoteAsync(outcome);
        await new CheckRun(scope, target).RunAllAsync(test.Checks, recorder, cancel);
    }
}
