using System.IO.Compression;
using System.Text;
using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Oci.Archives;
using Slipway.Oci.Json;
using Slipway.Oci.Tar;

namespace Slipway.Fuzz;

/// <summary>Small valid inputs that use everything the formats have.</summary>
internal static class Corpus
{
    private static readonly byte[] Layer = Write(
        Entry(TarKind.Directory, "etc"), Entry(TarKind.File, "etc/passwd", size: 700),
        Entry(TarKind.HardLink, "etc/other", "etc/passwd"),
        Entry(TarKind.Symlink, "bin", "/usr/bin"), Entry(TarKind.File, "etc/.wh.old"),
        Entry(TarKind.File, "etc/.wh..wh..opq"));

    internal static IReadOnlyList<byte[]> Tars { get; } =
    [
        Layer,
        Write(
            Entry(TarKind.File, new string('l', 150), size: 3),
            Entry(TarKind.Symlink, "s", new string('t', 200)),
            Entry(TarKind.Fifo, "fifo") with { Uid = 3_000_000, Modified = new UnixTime(-1, 5) },
            Entry(TarKind.File, "caps", size: 1) with
            {
                Attributes = [new("security.capability", new byte[20]), new("user.a", "b"u8.ToArray())],
            },
            Entry(TarKind.CharDevice, "null")),
        [.. Header('L', 20), .. Pad(Encoding.ASCII.GetBytes("a/long/name/of/gnu\0")), .. Header('0', 5),
            .. Pad("hello"u8), .. new byte[1024]],
        Sparse("GNU.sparse.map=0,5,100,0", "GNU.sparse.size=100", "GNU.sparse.name=sparse"),
        Sparse("GNU.sparse.size=100", "GNU.sparse.offset=10", "GNU.sparse.numbytes=5"),
        [.. PaxHeader("GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.realsize=900", "path=a"),
            .. Header('0', 517), .. Pad("1\n10\n5\n"u8), .. Pad("hello"u8), .. new byte[1024]],
        [.. PaxHeader("comment=x", "mtime=12.5"), .. Header('0', 0), .. new byte[1024]],
    ];

    internal static IReadOnlyList<byte[]> Documents { get; } = MakeDocuments();

    internal static IReadOnlyList<byte[]> Archives { get; } = [Archive(), .. OldArchives()];

    private static List<byte[]> MakeDocuments()
    {
        var config = Config();
        var blob = new Descriptor(MediaTypes.Config, Digest.OfBytes(config), config.Length)
        {
            Annotations = new() { ["a"] = "b" },
            Platform = new("amd64", "linux"),
            Data = [1, 2],
        };
        return
        [
            config,
            OciJson.Write(new ImageManifest
            {
                Config = blob, Layers = [blob, blob], Subject = blob, Annotations = new() { ["k"] = "v" },
            }),
            OciJson.Write(new ImageIndex { Manifests = [blob, blob], Annotations = new() { ["k"] = "v" } }),
        ];
    }

    private static byte[] Config() => OciJson.Write(new ImageConfig
    {
        Architecture = "amd64",
        Os = "linux",
        Created = DateTimeOffset.UnixEpoch,
        Config = new ContainerConfig
        {
            Cmd = ["sh"], Env = ["A=b"], Labels = new() { ["l"] = "v" }, ExposedPorts = new() { ["80/tcp"] = new() },
        },
        RootFs = new RootFileSystem([Digest.OfBytes(Layer)]),
        History = [new HistoryEntry { CreatedBy = "RUN x", EmptyLayer = true }],
    });

    private static byte[] Archive()
    {
        var blobs = new[] { Config(), Layer }.ToDictionary(content => Digest.OfBytes(content));
        Descriptor Describe(byte[] content, string type) => new(type, Digest.OfBytes(content), content.Length);
        var manifest = OciJson.Write(new ImageManifest
        {
            Config = Describe(Config(), MediaTypes.Config), Layers = [Describe(Layer, MediaTypes.Layer)],
        });
        var output = new MemoryStream();
        ImageArchiveWriter.Write(
            output, [new ExportedImage("demo/a:v1", Describe(manifest, MediaTypes.Manifest), manifest)],
            blob => new MemoryStream(blobs[blob.Digest]));
        return output.ToArray();
    }

    private static IEnumerable<byte[]> OldArchives()
    {
        yield return Files(
            ("manifest.json", """[{"Config":"c.json","RepoTags":["a:1"],"Layers":["l/layer.tar"]}]"""u8.ToArray()),
            ("c.json", Config()), ("l/layer.tar", Layer));
        yield return Files(("repositories", """{"a":{"1":"ff"}}"""u8.ToArray()),
            ("ff/json", """{"os":"linux"}"""u8.ToArray()), ("ff/layer.tar", Compress(Layer)));
    }

    private static byte[] Files(params (string Name, byte[] Content)[] files)
    {
        var output = new MemoryStream();
        var writer = new TarWriter(output);
        foreach (var (name, content) in files)
        {
            writer.Write(Entry(TarKind.File, name, size: content.Length));
            writer.WriteData(content);
        }
        writer.Finish();
        return output.ToArray();
    }

    private static TarEntry Entry(TarKind kind, string path, string target = "", int size = 0) =>
        new(kind, RawPath.Of(path)) { Mode = 0x1ED, LinkTarget = RawPath.Of(target), Size = size };

    private static byte[] Write(params TarEntry[] entries)
    {
        var output = new MemoryStream();
        var writer = new TarWriter(output);
        foreach (var entry in entries)
        {
            writer.Write(entry);
            writer.WriteData(new byte[entry.Size]);
        }
        writer.Finish();
        return output.ToArray();
    }

    private static byte[] Compress(byte[] content)
    {
        var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
            gzip.Write(content);
        return output.ToArray();
    }

    private static byte[] Sparse(params string[] records) =>
        [.. PaxHeader(records), .. Header('0', 5), .. Pad("hello"u8), .. new byte[1024]];

    private static byte[] Header(char type, int size)
    {
        var block = new byte[512];
        Encoding.ASCII.GetBytes("name").CopyTo(block, 0);
        Encoding.ASCII.GetBytes(Convert.ToString(size, 8).PadLeft(11, '0')).CopyTo(block, 124);
        block[156] = (byte)type;
        "ustar\u000000"u8.CopyTo(block.AsSpan(257));
        Mutator.MendChecksums(block);
        return block;
    }

    private static byte[] Pad(ReadOnlySpan<byte> data) => [.. data, .. new byte[-data.Length & 511]];

    private static byte[] PaxHeader(params string[] records)
    {
        var data = Encoding.ASCII.GetBytes(string.Concat(records.Select(Record)));
        return [.. Header('x', data.Length), .. Pad(data)];
    }

    private static string Record(string text)
    {
        var length = text.Length + 3;
        while (length != text.Length + 2 + length.ToString().Length)
            length++;
        return $"{length} {text}\n";
    }
}
