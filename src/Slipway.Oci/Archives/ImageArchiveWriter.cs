using System.Text.Json;
using Slipway.Linux.Files;
using Slipway.Oci.Json;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Archives;

/// <summary>An image to write to an archive: its manifest's exact bytes, and its name with tag.</summary>
public sealed record ExportedImage(string? Name, Descriptor Manifest, ReadOnlyMemory<byte> ManifestJson);

/// <summary>
/// Writes images as one archive that all tools can read: an OCI layout with the <c>manifest.json</c> of <c>docker
/// save</c>, like Docker since version 25. Podman, skopeo and old Docker engines read one or the other. The same images
/// give the same bytes.
/// </summary>
public static class ImageArchiveWriter
{
    /// <summary>Writes a tar. The output stream stays open.</summary>
    /// <param name="open">Opens a stored blob (configuration or layer); disposed here.</param>
    /// <exception cref="SlipwayException">A manifest cannot be read.</exception>
    /// <exception cref="SlipwayException">A blob cannot be opened or has not the length its manifest says.</exception>
    public static void Write(
        Stream output, IReadOnlyList<ExportedImage> images, Func<Descriptor, Stream> open,
        CancellationToken cancel = default)
    {
        var tar = new TarWriter(output);
        foreach (var (name, content) in Documents(images))
            Put(tar, name, content);
        foreach (var directory in new[] { "blobs", "blobs/sha256" })
            tar.Write(new TarEntry(TarKind.Directory, RawPath.Of(directory)) { Mode = FileModes.AllExecute });
        foreach (var (descriptor, json) in Blobs(images))
        {
            cancel.ThrowIfCancellationRequested();
            using var content = json is { } bytes ? new MemoryStream(bytes.ToArray()) : open(descriptor);
            Put(tar, descriptor, content);
        }
        tar.Finish();
    }

    /// <summary>Writes an OCI layout as a directory, which must exist.</summary>
    /// <inheritdoc cref="Write"/>
    public static void WriteDirectory(
        string path, IReadOnlyList<ExportedImage> images, Func<Descriptor, Stream> open,
        CancellationToken cancel = default)
    {
        Directory.CreateDirectory(Path.Combine(path, "blobs", "sha256"));
        foreach (var (descriptor, json) in Blobs(images))
        {
            cancel.ThrowIfCancellationRequested();
            using var content = json is { } bytes ? new MemoryStream(bytes.ToArray()) : open(descriptor);
            using var file = File.Create(Path.Combine(path, ArchiveBlobs.PathOf(descriptor.Digest)));
            content.CopyTo(file);
            if (file.Length != descriptor.Size)
                throw WrongLength(descriptor, file.Length);
        }
        foreach (var (name, content) in Documents(images))
            DurableFile.Write(Path.Combine(path, name), content);
    }

    private static IEnumerable<(string Name, byte[] Content)> Documents(IReadOnlyList<ExportedImage> images)
    {
        var index = new ImageIndex { Manifests = [.. images.Select(Named)] };
        var docker = images.Select(image => (image.Name, Manifest: OciJson.ReadManifest(image.ManifestJson.Span)))
            .Select(image => new DockerArchiveImage(
                ArchiveBlobs.PathOf(image.Manifest.Config.Digest),
                [.. image.Manifest.Layers.Select(layer => ArchiveBlobs.PathOf(layer.Digest))],
                image.Name is null ? null : [image.Name]));
        yield return ("oci-layout", """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray());
        yield return ("index.json", OciJson.Write(index));
        yield return ("manifest.json",
            JsonSerializer.SerializeToUtf8Bytes(docker.ToList(), ArchiveJson.Default.ListDockerArchiveImage));
    }

    private static Descriptor Named(ExportedImage image)
    {
        if (image.Name is null)
            return image.Manifest;
        var annotations = new SortedDictionary<string, string>(image.Manifest.Annotations ?? [], StringComparer.Ordinal)
        {
            ["io.containerd.image.name"] = image.Name,
            ["org.opencontainers.image.ref.name"] =
                ImageReference.TryParse(image.Name, out var reference) && reference.Tag is { } tag ? tag : image.Name,
        };
        return image.Manifest with { Annotations = annotations };
    }

    /// <summary>All blobs by digest, without duplicates; manifests with their bytes.</summary>
    private static List<(Descriptor Descriptor, ReadOnlyMemory<byte>? Json)> Blobs(IReadOnlyList<ExportedImage> images)
    {
        var blobs = new SortedDictionary<Digest, (Descriptor, ReadOnlyMemory<byte>?)>();
        foreach (var image in images)
        {
            var manifest = OciJson.ReadManifest(image.ManifestJson.Span);
            foreach (var blob in manifest.Layers.Append(manifest.Config))
                blobs.TryAdd(blob.Digest, (blob, null));
            blobs[image.Manifest.Digest] = (image.Manifest, image.ManifestJson);
        }
        return [.. blobs.Values];
    }

    private static void Put(TarWriter tar, string name, byte[] content)
    {
        tar.Write(new TarEntry(TarKind.File, RawPath.Of(name)) { Mode = FileModes.AllRead, Size = content.Length });
        tar.WriteData(content);
    }

    private static void Put(TarWriter tar, Descriptor blob, Stream content)
    {
        tar.Write(new TarEntry(TarKind.File, RawPath.Of(ArchiveBlobs.PathOf(blob.Digest)))
        {
            Mode = FileModes.AllRead, Size = blob.Size,
        });
        for (var left = blob.Size; left > 0;)
        {
            var read = content.Read(tar.GetSpan());
            if (read == 0)
                throw WrongLength(blob, blob.Size - left);
            tar.Advance(read);
            left -= read;
        }
    }

    private static SlipwayException WrongLength(Descriptor blob, long length) => new(
        ErrorCode.Malformed, $"blob {blob.Digest} is {length} bytes long; its manifest says {blob.Size}",
        "push or import the image again");
}
