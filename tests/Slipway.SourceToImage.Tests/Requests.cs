using Slipway.Oci;
using Slipway.Registry.Content;
using Slipway.SourceToImage;

namespace Slipway.SourceToImage.Tests;

/// <summary>Requests for tests that run nothing.</summary>
internal static class Requests
{
    public static Image ImageWith(ContainerConfig? config = null, IReadOnlyList<HistoryEntry>? history = null)
    {
        var diffId = Digest.OfBytes("base layer"u8);
        var image = new ImageConfig
        {
            Architecture = "amd64", Os = "linux", RootFs = new RootFileSystem([diffId]), Config = config,
            History = history,
        };
        var blob = new Descriptor(MediaTypes.Layer, diffId, 10);
        var manifest = new ImageManifest
        {
            Config = new Descriptor(MediaTypes.Config, Digest.OfBytes("config"u8), 6), Layers = [blob],
        };
        return new Image(new Descriptor(MediaTypes.Manifest, Digest.OfBytes("manifest"u8), 8), manifest, image);
    }

    public static SourceBuild Of(string directory, Image? builder = null) => new()
    {
        Builder = builder ?? ImageWith(),
        Source = new SourceContent.Tree(directory),
        Output = ImageReference.Parse("demo/blog:b1"),
    };
}
