using Slipway.Oci.Json;
using Slipway.Oci.Layers;

namespace Slipway.Oci.Archives;

/// <summary>
/// The images of an OCI layout. Nested indexes are followed; manifests without a platform (attestations) are skipped.
/// </summary>
internal sealed class LayoutImages(ArchiveBlobs blobs, ArchiveOptions options)
{
    private const int MaxIndexDepth = 3;
    private const string RefName = "org.opencontainers.image.ref.name";
    private const string ContainerdName = "io.containerd.image.name";
    private readonly List<ArchivedImage> _images = [];

    internal List<ArchivedImage> Read()
    {
        var names = blobs.Files.Contains(LayerPath.Of("manifest.json")) ? DockerImages.NamesByConfig(blobs) : [];
        Visit(OciJson.ReadIndex(blobs.ReadDocument("index.json")), names, inherited: null, depth: 1);
        return _images;
    }

    private void Visit(ImageIndex index, Dictionary<string, IReadOnlyList<string>> names, string? inherited, int depth)
    {
        foreach (var descriptor in index.Manifests.Where(manifest => manifest.Platform?.Os != "unknown"))
        {
            if (_images.Count > options.MaxImages || depth > MaxIndexDepth)
                throw new SlipwayException(
                    ErrorCode.Malformed, $"the archive's indexes hold more than {options.MaxImages} images or " +
                    $"are deeper than {MaxIndexDepth}");
            var name = NameOf(descriptor) ?? inherited;
            if (MediaTypes.IsIndex(descriptor.MediaType))
                Visit(OciJson.ReadIndex(blobs.ReadDocument(descriptor)), names, name, depth + 1);
            else if (MediaTypes.IsManifest(descriptor.MediaType))
                _images.Add(Read(descriptor, names, name));
            else
                throw new SlipwayException(
                    ErrorCode.Malformed,
                    $"the archive's index names a manifest of the unknown type '{Excerpt.Of(descriptor.MediaType)}'");
        }
    }

    private ArchivedImage Read(Descriptor descriptor, Dictionary<string, IReadOnlyList<string>> names, string? name)
    {
        var json = blobs.ReadDocument(descriptor);
        var manifest = OciJson.ReadManifest(json);
        var known = names.GetValueOrDefault(ArchiveBlobs.PathOf(manifest.Config.Digest)) ?? [];
        return new ArchivedImage(known.Count > 0 || name is null ? known : [name], descriptor, json, manifest);
    }

    private static string? NameOf(Descriptor descriptor) =>
        descriptor.Annotations?.GetValueOrDefault(ContainerdName) ?? descriptor.Annotations?.GetValueOrDefault(RefName);
}
