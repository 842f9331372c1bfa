using Slipway.Linux.Processes;
using Slipway.Oci;
using Slipway.Oci.Json;

namespace Slipway.Registry.Tests.Distribution;

/// <summary>
/// An OCI layout whose two layers GNU tar wrote from real files: hard links, symbolic links, extended attributes,
/// file capabilities, owners, a long name, a name that is no ASCII, and in the second layer whiteouts and an
/// opaque directory.
/// </summary>
public sealed class SampleImage
{
    private readonly string _directory;

    private SampleImage(string directory) => _directory = directory;

    public string Layout => Path.Combine(_directory, "layout");

    public ImageManifest Manifest { get; private set; } = null!;

    public ImageConfig Config { get; private set; } = null!;

    public IReadOnlyList<byte[]> Layers { get; private set; } = [];

    public static async Task<SampleImage> MakeAsync(string directory, bool gzip)
    {
        var sample = new SampleImage(directory);
        var lower = Directory.CreateDirectory(Path.Combine(directory, "lower")).FullName;
        await FillLowerAsync(lower);
        var upper = Directory.CreateDirectory(Path.Combine(directory, "upper")).FullName;
        FillUpper(upper);
        var tars = new[] { await TarAsync(lower), await TarAsync(upper) };
        await sample.WriteLayoutAsync(tars, gzip);
        return sample;
    }

    public byte[] Blob(Digest digest) => File.ReadAllBytes(Path.Combine(Layout, "blobs", "sha256", digest.Hex));

    private static async Task FillLowerAsync(string root)
    {
        foreach (var name in new[] { "bin", "etc/old", "data/" + new string('d', 120), "opaque" })
            Directory.CreateDirectory(Path.Combine(root, name));
        File.Copy("/bin/true", Path.Combine(root, "bin/capable"));
        File.WriteAllText(Path.Combine(root, "etc/removed"), "to be hidden");
        File.WriteAllText(Path.Combine(root, "opaque/below"), "to be hidden, too");
        File.WriteAllText(Path.Combine(root, "etc/ümlaut"), "not ascii");
        File.WriteAllText(Path.Combine(root, "data", new string('d', 120), new string('f', 120)), "a long name");
        File.CreateSymbolicLink(Path.Combine(root, "etc/link"), "../bin/capable");
        await RunAsync("ln", Path.Combine(root, "bin/capable"), Path.Combine(root, "bin/hard"));
        await RunAsync("chown", "1000:2000", Path.Combine(root, "etc/removed"));
        await RunAsync("chmod", "4755", Path.Combine(root, "bin/capable"));
        await RunAsync("setcap", "cap_net_bind_service=ep", Path.Combine(root, "bin/capable"));
        await RunAsync("setfattr", "-n", "user.colour", "-v", "0x00ff10", Path.Combine(root, "bin/capable"));
    }

    private static void FillUpper(string root)
    {
        Directory.CreateDirectory(Path.Combine(root, "etc"));
        Directory.CreateDirectory(Path.Combine(root, "opaque"));
        File.WriteAllText(Path.Combine(root, "etc/.wh.removed"), "");
        File.WriteAllText(Path.Combine(root, "opaque/.wh..wh..opq"), "");
        File.WriteAllText(Path.Combine(root, "opaque/above"), "the only one");
    }

    private static async Task<byte[]> TarAsync(string root)
    {
        var tar = root + ".tar";
        await RunAsync("tar", "--create", "--file", tar, "--directory", root, "--format=pax", "--sort=name",
            "--numeric-owner", "--xattrs", "--xattrs-include=*", ".");
        return await File.ReadAllBytesAsync(tar);
    }

    private async Task WriteLayoutAsync(byte[][] tars, bool gzip)
    {
        Directory.CreateDirectory(Path.Combine(Layout, "blobs", "sha256"));
        Layers = [.. tars.Select(tar => gzip ? Compress(tar) : tar)];
        Config = new ImageConfig
        {
            Architecture = "amd64",
            Os = "linux",
            Config = new ContainerConfig { Cmd = ["/bin/capable"], Env = ["PATH=/bin"] },
            RootFs = new RootFileSystem([.. tars.Select(tar => Digest.OfBytes(tar))]),
            History = [new HistoryEntry { CreatedBy = "lower" }, new HistoryEntry { CreatedBy = "upper" }],
        };
        var layers = Layers.Select(layer => Write(layer, gzip ? MediaTypes.LayerGzip : MediaTypes.Layer)).ToList();
        Manifest = new ImageManifest { Config = Write(OciJson.Write(Config), MediaTypes.Config), Layers = layers };
        var manifest = Write(OciJson.Write(Manifest), MediaTypes.Manifest) with
        {
            Annotations = new() { ["org.opencontainers.image.ref.name"] = "v1" },
        };
        await File.WriteAllBytesAsync(
            Path.Combine(Layout, "index.json"), OciJson.Write(new ImageIndex { Manifests = [manifest] }));
        await File.WriteAllTextAsync(Path.Combine(Layout, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
    }

    private Descriptor Write(byte[] content, string mediaType)
    {
        var digest = Digest.OfBytes(content);
        File.WriteAllBytes(Path.Combine(Layout, "blobs", "sha256", digest.Hex), content);
        return new Descriptor(mediaType, digest, content.Length);
    }

    private static byte[] Compress(byte[] content)
    {
        var compressed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(
            compressed, System.IO.Compression.CompressionLevel.Fastest))
            gzip.Write(content);
        return compressed.ToArray();
    }

    private static async Task RunAsync(params string[] command) => (await Tool.RunAsync(command)).OrThrow();
}
