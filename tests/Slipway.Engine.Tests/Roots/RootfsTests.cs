using Slipway.Engine.Embedded.Roots;
using Slipway.Engine.Embedded.Snapshots;
using Slipway.Linux.Mounts;
using Slipway.Linux.Namespaces;
using Slipway.Linux.Processes;

namespace Slipway.Engine.Tests.Roots;

public sealed class RootfsTests : IDisposable
{
    private static readonly IdRange Ids = new(300_000, 65_536);
    private readonly RootfsFixture _fixture = new();

    [Fact]
    public async Task Files_of_the_layers_belong_to_the_range_and_what_the_range_writes_is_0_based_on_disk()
    {
        var stack = Layers(1);
        var (writable, target) = Places("one");
        await _fixture.Rootfs.MountAsync(stack, writable, target, Ids, CancellationToken.None);
        (await AsAsync(300_000, $"stat -c %u:%g {target}/layer1; echo new > {target}/new; " +
            $"echo more >> {target}/layer1; rm {target}/shared; mkdir {target}/d"))
            .Output.ShouldBe("300000:300000\n");
        (await Tool.RunAsync(["chown", "300033:300033", $"{target}/d"])).OrThrow();
        var upper = Path.Combine(writable, "upper");
        (await Tool.RunAsync(
            ["stat", "-c", "%n %u:%g", "new", "layer1", "d"], new ToolOptions { WorkingDirectory = upper })).OrThrow()
            .Output.ShouldBe("new 0:0\nlayer1 0:0\nd 33:33\n");
        (await Tool.RunAsync(["stat", "-c", "%F %t:%T", "shared"], new ToolOptions { WorkingDirectory = upper }))
            .OrThrow().Output.ShouldBe("character special file 0:0\n");
        Rootfs.Unmount(target);
        MountTable.Read().Under(_fixture.Path).Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_root_of_127_layers_can_be_mounted()
    {
        var stack = Layers(127);
        var (writable, target) = Places("many");
        await _fixture.Rootfs.MountAsync(stack, writable, target, Ids, CancellationToken.None);
        File.ReadAllText(Path.Combine(target, "layer1")).ShouldBe("1");
        File.ReadAllText(Path.Combine(target, "shared")).ShouldBe("127");
        SnapshotUse.Mounted(MountTable.Read().Under(_fixture.Path)).ShouldContain(1127);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_view_shows_ids_as_on_disk_and_takes_no_writes(int layers)
    {
        var target = Places("view").Target;
        await _fixture.Rootfs.MountAsync(Layers(layers), null, target, null, CancellationToken.None);
        Directory.GetFiles(target).Length.ShouldBe(layers == 0 ? 0 : layers + 1);
        Should.Throw<IOException>(() => File.WriteAllText(Path.Combine(target, "x"), "x")).Message
            .ShouldContain("Read-only");
    }

    [Fact]
    public async Task An_empty_image_has_a_writable_root()
    {
        var (writable, target) = Places("empty");
        await _fixture.Rootfs.MountAsync(Layers(0), writable, target, Ids, CancellationToken.None);
        (await AsAsync(300_000, $"echo x > {target}/x")).ExitCode.ShouldBe(0);
        (await Tool.RunAsync(["stat", "-c", "%u %a", target])).Output.ShouldBe("300000 755\n");
    }

    [Fact]
    public async Task The_same_files_on_disk_belong_to_each_range_that_mounts_them()
    {
        var source = Path.Combine(_fixture.Path, "v");
        Directory.CreateDirectory(source);
        var binds = new MappedBind(_fixture.Ids);
        var first = Path.Combine(_fixture.Path, "first");
        var second = Path.Combine(_fixture.Path, "second");
        await binds.AttachAsync(source, first, Ids, MountFlags.None, CancellationToken.None);
        await binds.AttachAsync(
            source, second, new IdRange(400_000, 65_536), MountFlags.ReadOnly, CancellationToken.None);
        (await AsAsync(300_005, "true")).ExitCode.ShouldBe(0);
        (await AsAsync(300_000, $"echo mine > {first}/file")).ExitCode.ShouldBe(0);
        (await Tool.RunAsync(["stat", "-c", "%u", $"{source}/file", $"{first}/file", $"{second}/file"])).Output
            .ShouldBe("0\n300000\n400000\n");
        (await AsAsync(400_000, $"echo no > {second}/file")).Errors.ShouldContain("Read-only");
    }

    public void Dispose() => _fixture.Dispose();

    /// <summary>Numbered layers from 1001 up, each with a file of its own and one that all have.</summary>
    private SnapshotStack Layers(int count)
    {
        foreach (var floor in SnapshotDirectory.Floor)
            Directory.CreateDirectory(Path.Combine(_fixture.Directories.Snapshots, floor));
        var names = new List<string>();
        for (var layer = 1; layer <= count; layer++)
        {
            var files =
                Directory.CreateDirectory(Path.Combine(_fixture.Directories.Snapshots, $"{1000 + layer}/fs")).FullName;
            File.WriteAllText(Path.Combine(files, $"layer{layer}"), $"{layer}");
            File.WriteAllText(Path.Combine(files, "shared"), $"{layer}");
            names.Insert(0, $"{1000 + layer}/fs");
        }
        return new SnapshotStack(names, () => { });
    }

    private (string Writable, string Target) Places(string name)
    {
        var directory = Path.Combine(_fixture.Directories.BuildMounts, name);
        return (Path.Combine(directory, "write"), Path.Combine(directory, "root"));
    }

    private static Task<ToolResult> AsAsync(int id, string script) =>
        Tool.RunAsync(["setpriv", $"--reuid={id}", $"--regid={id}", "--clear-groups", "sh", "-c", script]);
}
