using System.IO.Compression;
using Slipway.Linux.Files;
using Slipway.Oci.Archives;
using Slipway.Oci.Json;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Tests.Archives;

/// <summary>An image of two layers, the upper one compressed, and its blobs.</summary>
public sealed class SampleImage
{
    public const string Name = "demo/sample:v1";

    public SampleImage()
    {
        var lower = Tar(("etc/", ""), ("etc/removed", "old"), ("etc/kept", "kept"));
        var upper = Tar(("etc/", ""), ("etc/.wh.removed", ""), ("hello", "world"));
        var config = new ImageConfig
        {
            Architecture = "amd64",
            Os = "linux",
            Config = new ContainerConfig { Cmd = ["/hello"], Env = ["A=b"] },
            RootFs = new RootFileSystem([Digest.OfBytes(lower), Digest.OfBytes(upper)]),
        };
        var manifest = new ImageManifest
        {
            Config = Add(OciJson.Write(config), MediaTypes.Config),
            Layers = [Add(lower, MediaTypes.Layer), Add(Compress(upper), MediaTypes.LayerGzip)],
        };
        var json = OciJson.Write(manifest);
        Image = new ExportedImage(Name, Add(json, MediaTypes.Manifest), json);
        Content = manifest;
    }

    public ExportedImage Image { get; }

    public ImageManifest Content { get; }

    public Dictionary<Digest, byte[]> Blobs { get; } = [];

    public Stream Open(Descriptor blob) => new MemoryStream(Blobs[blob.Digest]);

    public byte[] Archive()
    {
        var output = new MemoryStream();
        ImageArchiveWriter.Write(output, [Image], Open);
        return output.ToArray();
    }

    public static byte[] Tar(params (string Path, string Content)[] files)
    {
        var output = new MemoryStream();
        var writer = new TarWriter(output);
        foreach (var (path, content) in files)
        {
            var kind = path.EndsWith('/') ? TarKind.Directory : TarKind.File;
            writer.Write(new TarEntry(kind, RawPath.Of(path)) { Mode = 0x1ED, Size = content.Length });
            writer.WriteData(System.Text.Encoding.ASCII.GetBytes(content));
        }
        writer.Finish();
        return output.ToArray();
    }

    public static byte[] Compress(byte[] content)
    {
        var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
            gzip.Write(content);
        return output.ToArray();
    }

    private Descriptor Add(byte[] content, string mediaType)
    {
        var digest = Digest.OfBytes(content);
        Blobs[digest] = content;
        return new Descriptor(mediaType, digest, content.Length);
    }
}
