using Slipway.Engine.Embedded.Snapshots;
using Slipway.Linux.Processes;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Registry.Content;

namespace Slipway.Bench;

/// <summary>busybox as an image of one layer.</summary>
internal static class BenchImage
{
    public static async Task<Image> CreateAsync(SnapshotStore snapshots, string files)
    {
        await LayOutAsync(files);
        var diffId = Digest.OfBytes("bench"u8);
        var layer = new Layer(new Descriptor(MediaTypes.Layer, diffId, 0), diffId);
        snapshots.Adopt(new LayerChain([layer]), files);
        var config = new ImageConfig
        {
            Architecture = "amd64",
            Os = "linux",
            RootFs = new RootFileSystem([diffId]),
            Config = new ContainerConfig { Cmd = ["/bin/sh"] },
        };
        return new Image(new Descriptor(MediaTypes.Manifest, diffId, 0),
            new ImageManifest { Config = layer.Blob, Layers = [layer.Blob] }, config);
    }

    public static async Task LayOutAsync(string root)
    {
        foreach (var directory in new[] { "bin", "etc", "proc", "sys", "dev", "tmp", "signal" })
            Directory.CreateDirectory(Path.Combine(root, directory));
        File.Copy("/bin/busybox", Path.Combine(root, "bin/busybox"));
        foreach (var name in new[] { "sh", "sleep", "echo" })
            File.CreateSymbolicLink(Path.Combine(root, "bin", name), "busybox");
        await File.WriteAllTextAsync(Path.Combine(root, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
        (await Tool.RunAsync(["chmod", "755", root])).OrThrow();
    }
}
