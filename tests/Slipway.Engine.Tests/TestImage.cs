using System.Collections.Immutable;
using Slipway.Engine.Embedded;
using Slipway.Engine.Embedded.Snapshots;
using Slipway.Linux.Processes;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Registry.Content;

namespace Slipway.Engine.Tests;

/// <summary>Images of one layer: Debian's static busybox with a few users.</summary>
internal static class TestImage
{
    public const string User = "app";

    public static async Task<Image> CreateAsync(SnapshotStore snapshots, string files, ContainerConfig config)
    {
        var diffId = Digest.OfBytes(Guid.NewGuid().ToByteArray());
        var layer = new Layer(new Descriptor(MediaTypes.Layer, diffId, 0), diffId);
        await LayOutAsync(files);
        snapshots.Adopt(new LayerChain([layer]), files).ShouldBeTrue();
        var image = new ImageConfig
        {
            Architecture = "amd64", Os = "linux", RootFs = new RootFileSystem([diffId]), Config = config,
        };
        var manifest =
            new ImageManifest { Config = new Descriptor(MediaTypes.Config, diffId, 0), Layers = [layer.Blob] };
        return new Image(
            new Descriptor(MediaTypes.Manifest, Digest.OfBytes(Guid.NewGuid().ToByteArray()), 0), manifest, image);
    }

    private static async Task LayOutAsync(string root)
    {
        foreach (var directory in new[] { "bin", "etc", "proc", "sys", "dev", "tmp", "root", "home", "data" })
            Directory.CreateDirectory(Path.Combine(root, directory));
        File.SetUnixFileMode(root, (UnixFileMode)0x1ED);
        File.SetUnixFileMode(Path.Combine(root, "tmp"), (UnixFileMode)0x3FF);
        File.Copy("/bin/busybox", Path.Combine(root, "bin/busybox"));
        (await Tool.RunAsync(["/bin/busybox", "--install", "-s", Path.Combine(root, "bin")])).OrThrow();
        foreach (var link in Directory.GetFiles(Path.Combine(root, "bin"))
            .Where(f => new FileInfo(f).LinkTarget is not null))
        {
            File.Delete(link);
            File.CreateSymbolicLink(link, "busybox");
        }
        await File.WriteAllTextAsync(
            Path.Combine(root, "etc/passwd"), $"root:x:0:0:root:/root:/bin/sh\n{User}:x:1001:1002::/home:/bin/sh\n");
        await File.WriteAllTextAsync(
            Path.Combine(root, "etc/group"), $"root:x:0:\n{User}:x:1002:\nextra:x:2000:{User}\n");
    }
}
