using Slipway.Engine;
using Slipway.Engine.Gears;
using Slipway.ImageTests.Files;
using Slipway.ImageTests.Running;
using Slipway.ImageTests.Services;
using Slipway.Linux.Files;

namespace Slipway.ImageTests.Executables;

/// <summary>
/// Runs a program from beside the test file in a gear of its own, in the network of the image under test. It never runs
/// on this machine itself: a template's author need not be trusted, and the program has what its image has.
/// </summary>
internal sealed class ExecutableTestRunner(IGearEngine engine, TestScope scope, TimeProvider clock)
{
    private const string Folder = "/slipway-test";

    public async Task RunAsync(ExecutableTest test, CaseRecorder recorder, CancellationToken cancel)
    {
        await using var gears = new TestGears(engine, scope);
        GearTarget? target = null;
        if (test.Service is { } settings)
        {
            (target, var outcome) = await new ServiceStarter(gears, scope, clock).RunAsync(settings, cancel);
            var failure = target is null ? outcome : await RefusedAsync(target, settings.Listens, cancel);
            if (failure is not null)
            {
                await recorder.NoteAsync(failure);
                return;
            }
        }
        var gear = await gears.StartAsync(await DescribeAsync(test, target, cancel), cancel);
        var (exit, lines) = await gears.FinishAsync(gear.Id, cancel);
        await recorder.NoteAsync(Outcome(test, exit, lines));
    }

    private static async Task<CaseOutcome?> RefusedAsync(
        GearTarget target, IReadOnlyList<int> ports, CancellationToken cancel)
    {
        foreach (var port in ports)
            if (await target.RefusalAsync(port, cancel) is { } refusal)
                return CaseOutcome.Failed(
                    $"port {port}: expected the service to accept connections before the test, seen: {refusal}",
                    await target.TailAsync());
        return null;
    }

    private async Task<GearSpec> DescribeAsync(ExecutableTest test, GearTarget? target, CancellationToken cancel)
    {
        var path = $"{Folder}/{Path.GetFileName(test.File)}";
        var image = test.Image is { } name ? await scope.FindImageAsync(name, cancel) : scope.Image;
        string[] address = target is null ? [] :
        [
            $"SLIPWAY_TEST_ADDRESS={target.Address}",
            $"SLIPWAY_TEST_PORTS={string.Join(' ', test.Service!.Listens)}",
        ];
        return new GearSpec
        {
            Id = "",
            Image = image.Digest,
            Command = [path, .. test.Arguments],
            Environment = [$"SLIPWAY_TEST_IMAGE={scope.Image.Digest}", .. address,
                .. test.Environment.Select(variable => $"{variable.Key}={variable.Value}")],
            Files = [InjectedFiles.One(path, scope.Directory.Read(test.File), FileModes.AllExecuteOnly)],
            Hosts =
                test.Service?.Siblings.ToDictionary(sibling => sibling.Name, _ => System.Net.IPAddress.Loopback) ?? [],
        };
    }

    private static CaseOutcome Outcome(ExecutableTest test, GearExit exit, IReadOnlyList<LogLine> lines)
    {
        string[] all = [.. lines.Select(line => line.Text)];
        if (exit.Code == ExecutableTest.SkippedCode && test.ExitCode != ExecutableTest.SkippedCode)
            return CaseOutcome.Skipped(all.LastOrDefault() ?? $"exit code {ExecutableTest.SkippedCode}");
        var memory = exit.OutOfMemory ? ", out of memory" : "";
        string[] code = exit.Code == test.ExitCode
            ? []
            : [$"exit code: expected {test.ExitCode}, seen {exit.Code}{memory}"];
        var output = string.Join('\n', lines.Where(line => line.Stream == LogStream.Output).Select(line => line.Text));
        return CaseOutcome.Of([.. code, .. output.Against(test.Output, "standard output")], all);
    }
}
