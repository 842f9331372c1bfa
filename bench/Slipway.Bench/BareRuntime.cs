using System.Diagnostics;
using System.Text.Json.Nodes;
using Slipway.Linux.Processes;

namespace Slipway.Bench;

/// <summary>
/// The same program and root under <c>runc run</c> with what <c>runc spec</c> writes: no user namespace, no network
/// but an empty one.
/// </summary>
internal sealed class BareRuntime(string bundle)
{
    public static async Task<BareRuntime> PrepareAsync(string bundle)
    {
        var root = Path.Combine(bundle, "rootfs");
        await BenchImage.LayOutAsync(root);
        Directory.CreateDirectory(Path.Combine(bundle, "signal"));
        (await Tool.RunAsync(["mkfifo", "-m", "666", Path.Combine(bundle, "signal/fifo")])).OrThrow();
        (await Tool.RunAsync(["runc", "spec", "--bundle", bundle])).OrThrow();
        var file = Path.Combine(bundle, "config.json");
        var spec = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        spec["process"]!["terminal"] = false;
        spec["process"]!["args"] = new JsonArray([.. Probe.Command.Select(a => JsonValue.Create(a))]);
        spec["process"]!.AsObject().Remove("rlimits");
        spec["mounts"]!.AsArray().Add(new JsonObject
        {
            ["destination"] = "/signal", ["type"] = "bind", ["source"] = Path.Combine(bundle, "signal"),
            ["options"] = new JsonArray("bind"),
        });
        await File.WriteAllTextAsync(file, spec.ToJsonString());
        return new BareRuntime(bundle);
    }

    public async Task<TimeSpan> RunAsync(string id)
    {
        var signalled = Probe.ListenAsync(Path.Combine(bundle, "signal/fifo"));
        var begun = Stopwatch.GetTimestamp();
        using var child = Spawn.Start(["runc", "run", "--bundle", bundle, id], new SpawnOptions());
        await signalled;
        var time = Stopwatch.GetElapsedTime(begun);
        await Tool.RunAsync(["runc", "kill", id, "KILL"]);
        await child.WaitAsync(default);
        await Tool.RunAsync(["runc", "delete", "--force", id]);
        return time;
    }
}
