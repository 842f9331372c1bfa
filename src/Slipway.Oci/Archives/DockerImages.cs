using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Oci.Json;

namespace Slipway.Oci.Archives;

/// <summary>An image in the manifest.json of <c>docker save</c>.</summary>
internal sealed record DockerArchiveImage(
    string Config, IReadOnlyList<string> Layers, IReadOnlyList<string>? RepoTags = null);

[JsonSourceGenerationOptions(
    MaxDepth = 32, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(List<DockerArchiveImage>))]
[JsonSerializable(typeof(Dictionary<string, Dictionary<string, string>>))]
[JsonSerializable(typeof(FirstDockerImage))]
internal sealed partial class ArchiveJson : JsonSerializerContext
{
    internal static T Read<T>(byte[] json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, string name)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type)
                ?? throw new SlipwayException(ErrorCode.Malformed, $"the archive's {name} is null");
        }
        catch (JsonException e)
        {
            throw new SlipwayException(
                ErrorCode.Malformed, $"the archive's {name} cannot be read: {e.Message}", inner: e);
        }
    }
}

/// <summary>
/// The images of a <c>docker save</c> archive with a manifest.json and without an OCI index. It contains no manifests,
/// so they are created from the unchanged configurations and layers.
/// </summary>
internal static class DockerImages
{
    private const int MaxLayers = 1000;

    internal static List<ArchivedImage> Read(ArchiveBlobs blobs) =>
        [.. List(blobs).Select(image => Read(blobs, image))];

    /// <summary>The names of images, by the path of their configuration.</summary>
    internal static Dictionary<string, IReadOnlyList<string>> NamesByConfig(ArchiveBlobs blobs)
    {
        var names = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var image in List(blobs))
            names[image.Config] = [.. names.GetValueOrDefault(image.Config) ?? [], .. image.RepoTags ?? []];
        return names;
    }

    /// <summary>Creates a manifest for a configuration and layers of the archive.</summary>
    internal static ArchivedImage Describe(
        ArchiveBlobs blobs, byte[] configJson, IReadOnlyList<ArchivedLayer> layers, IReadOnlyList<string> names)
    {
        var config = OciJson.ReadConfig(configJson);
        if (config.RootFs.DiffIds.Count != layers.Count)
            throw new SlipwayException(
                ErrorCode.Malformed, $"the archive lists {layers.Count} layers for an image whose configuration " +
                $"lists {config.RootFs.DiffIds.Count}");
        foreach (var (layer, diffId) in layers.Zip(config.RootFs.DiffIds))
        {
            if (layer.DiffId != diffId)
                throw new SlipwayException(
                    ErrorCode.Malformed, $"the archive's layer {Excerpt.Of(layer.Name)} has the digest " +
                    $"{layer.DiffId}, but its image says {diffId}");
            blobs.Locate(layer.Blob.Digest, layer.Name);
        }
        var manifest = new ImageManifest
        {
            Config = blobs.Make(configJson, MediaTypes.Config), Layers = [.. layers.Select(layer => layer.Blob)],
        };
        var json = OciJson.Write(manifest);
        return new ArchivedImage(
            names, new Descriptor(MediaTypes.Manifest, Digest.OfBytes(json), json.Length), json, manifest);
    }

    private static ArchivedImage Read(ArchiveBlobs blobs, DockerArchiveImage image)
    {
        if (image.Layers.Count > MaxLayers)
            throw new SlipwayException(
                ErrorCode.Malformed,
                $"an image of the archive has {image.Layers.Count} layers; {MaxLayers} are the most");
        return Describe(blobs, blobs.ReadDocument(image.Config),
            [.. image.Layers.Select(name => ArchivedLayer.Of(blobs.Files, name))], image.RepoTags ?? []);
    }

    private static List<DockerArchiveImage> List(ArchiveBlobs blobs)
    {
        var images = ArchiveJson.Read(
            blobs.ReadDocument("manifest.json"), ArchiveJson.Default.ListDockerArchiveImage, "manifest.json");
        return images.Any(
            image => image is null || image.Layers.Contains(null!) || image.RepoTags?.Contains(null!) == true)
            ? throw new SlipwayException(ErrorCode.Malformed, "the archive's manifest.json has a null in a list")
            : images;
    }
}
