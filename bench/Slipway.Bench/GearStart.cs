using System.Diagnostics;
using Slipway.Engine.Embedded;
using Slipway.Engine.Gears;
using Slipway.Linux.Processes;
using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.Bench;

/// <summary>
/// From the call to the started program's own signal, image present: a gear with all its confinement, and a bare
/// <c>runc run</c> of the same program with the runtime's default specification. Both in turns in one run.
/// </summary>
internal static class GearStart
{
    public static async Task<int> RunAsync(int rounds)
    {
        await using var fixture = await BenchFixture.OpenAsync(slots: 16);
        var image = await BenchImage.CreateAsync(fixture.Snapshots, Path.Combine(fixture.Data, "builds", "files"));
        await using var engine = await EmbeddedEngine.OpenAsync(
            fixture.Host, fixture.Snapshots, (_, _) => Task.FromResult(image), default);
        await MeasureAsync(
            engine, fixture.Host, await BareRuntime.PrepareAsync(Path.Combine(fixture.Data, "bare")), image, rounds);
        return 0;
    }

    private static async Task MeasureAsync(
        EmbeddedEngine engine, EngineHost host, BareRuntime bare, Image image, int rounds)
    {
        var (gear, call, runc) =
            (new Times("gear start, to the program's signal"), new Times("gear start, to the call's return"),
                new Times("bare runc run, to the program's signal"));
        await engine.CreateVolumeAsync("signal", null, default);
        var fifo = Path.Combine(host.Options.DataDirectory, "volumes/signal/data/fifo");
        (await Tool.RunAsync(["mkfifo", "-m", "666", fifo])).OrThrow();
        const int warmUp = 5;
        for (var round = -warmUp; round < rounds; round++)
        {
            var (signal, returned) = await StartAsync(engine, image, $"gear{round + warmUp}", fifo);
            var other = await bare.RunAsync($"bare-{Environment.ProcessId}-{round + warmUp}");
            if (round < 0)
                continue;
            gear.Add(signal);
            call.Add(returned);
            runc.Add(other);
        }
        Console.WriteLine(
            $"{Environment.ProcessorCount} processors, Linux {Environment.OSVersion.Version}, {host.Options.Runtime}");
        Console.WriteLine(string.Join('\n', gear, call, runc));
        Console.WriteLine($"ratio (signal) {gear.Median / runc.Median:0.00}");
    }

    private static async Task<(TimeSpan Signal, TimeSpan Returned)> StartAsync(
        EmbeddedEngine engine, Image image, string id, string fifo)
    {
        var spec = new GearSpec
        {
            Id = id, Image = image.Digest, Command = Probe.Command, Volumes = [new VolumeMount("signal", "/signal")],
        };
        var signalled = Probe.ListenAsync(fifo);
        var begun = Stopwatch.GetTimestamp();
        var started = engine.StartAsync(spec, default);
        var signal = signalled.ContinueWith(
            _ => Stopwatch.GetElapsedTime(begun), TaskContinuationOptions.ExecuteSynchronously);
        await started;
        var returned = Stopwatch.GetElapsedTime(begun);
        var result = (await signal, returned);
        await engine.RemoveAsync(id, keepSlot: false, default);
        return result;
    }
}
