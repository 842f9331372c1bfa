using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Engine.Builds;
using Slipway.Engine.Embedded;
using Slipway.Engine.Embedded.Snapshots;
using Slipway.Linux.Cgroups;
using Slipway.Linux.Mounts;
using Slipway.Oci.Layers;
using Slipway.Registry.Content;
using Slipway.Testing;
using Slipway.Testing.Stores;

namespace Slipway.Engine.Tests.Builds;

public sealed class CrashTests
{
    private const string VictimsData = "SLIPWAY_TEST_VICTIMS_DATA";

    [Fact]
    public async Task What_a_killed_builder_leaves_is_gone_when_the_next_one_opens()
    {
        var builds = new TestBuilds();
        await builds.InitializeAsync();
        try
        {
            await builds.CloseHostAsync();
            var data = builds.Host.Options.DataDirectory;
            using (var victim = StartVictim(data))
            {
                await UntilAsync(() => File.Exists(Path.Combine(data, "mark", "started")));
                victim.Kill();
                await victim.WaitForExitAsync();
            }
            MountTable.Read().Under(builds.Host.RunPath).ShouldContain(mount => mount.Type == "overlay");
            var staging = Directory.CreateDirectory(
                Path.Combine(builds.Host.RunPath, "mounting", "left", "0")).FullName;
            File.WriteAllText(Path.Combine(data, "mark", "kept"), "");
            Mount.BindPrivate(Path.Combine(data, "mark"), staging);
            await builds.ReopenAsync();
            Directory.EnumerateFileSystemEntries(Path.Combine(builds.Host.RunPath, "mounting")).ShouldBeEmpty();
            File.Exists(Path.Combine(data, "mark", "kept")).ShouldBeTrue();
            MountTable.Read().Under(builds.Directory.BuildMounts).ShouldBeEmpty();
            Directory.EnumerateFileSystemEntries(builds.Directory.BuildMounts).ShouldBeEmpty();
            Directory.EnumerateFileSystemEntries(builds.Directory.Builds).ShouldBeEmpty();
            var cgroup = new Cgroup(builds.Host.BuildCgroup("x")[..^2]);
            cgroup.Processes().ShouldBeEmpty();
            CgroupTree.Hierarchies.Select(hierarchy => hierarchy + cgroup.Path).Where(Directory.Exists)
                .SelectMany(Directory.GetDirectories).ShouldBeEmpty();
            await using var root = await builds.Engine.OpenAsync(builds.Base, null, CancellationToken.None);
            (await TestBuilds.RunAsync(root, "true")).Result.Succeeded.ShouldBeTrue();
        }
        finally
        {
            await builds.DisposeAsync();
        }
    }

    /// <summary>Runs in a process of its own that is killed in the middle of a step.</summary>
    [Fact(Explicit = true)]
    public async Task Victim()
    {
        var data = Environment.GetEnvironmentVariable(VictimsData)!;
        await using var host = await EngineHost.OpenAsync(
            new EmbeddedEngineOptions
            {
                DataDirectory = data, MaximumSlots = 6, SpareSlots = 1,
                Loggers = NullLoggerFactory.Instance, Loops = Silent.Loops,
            },
            CancellationToken.None);
        var content = new ContentStore(
            Path.Combine(data, "victims-blobs"), new InMemoryContentIndex(), TimeProvider.System);
        await using var snapshots = new SnapshotStore(host.Directory, content, host.Trash, Silent.Loops);
        var engine = new BuildEngine(host, snapshots, content);
        await using var root = await engine.OpenAsync(LayerChain.Empty, null, CancellationToken.None);
        await root.WithTreeAsync(
            tree => { File.Copy("/bin/busybox", Path.Combine(tree, "busybox")); return Task.FromResult(0); },
            CancellationToken.None);
        var mark = Directory.CreateDirectory(Path.Combine(data, "mark")).FullName;
        var step = new BuildStep
        {
            Command = ["/busybox", "sh", "-c", "/busybox touch /mark/started; /busybox sleep 1000"],
            Mounts = [new BuildMount.Bind(mark, "/mark", false),
                new BuildMount.Secret("/secret", "s"u8.ToArray(), 0, 0, 0x100)],
        };
        await root.RunAsync(step, _ => ValueTask.CompletedTask, CancellationToken.None);
    }

    private static Process StartVictim(string data)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!,
            ["-noLogo", "-explicit", "only", "-method", $"{typeof(CrashTests).FullName}.{nameof(Victim)}"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment[VictimsData] = data;
        return Process.Start(start)!;
    }

    private static async Task UntilAsync(Func<bool> condition) =>
        (await Polling.UntilAsync(condition, TimeSpan.FromSeconds(60), TimeSpan.FromMilliseconds(20),
            TimeProvider.System, TestContext.Current.CancellationToken)).ShouldBeTrue();
}
