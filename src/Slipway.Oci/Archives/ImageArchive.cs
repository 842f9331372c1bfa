using Slipway.Oci.Layers;

namespace Slipway.Oci.Archives;

/// <summary>Limits for an archive, and where it is unpacked when it cannot be read in place.</summary>
public sealed record ArchiveOptions
{
    public static readonly ArchiveOptions Default = new();

    /// <summary>Files and directories of the archive.</summary>
    public int MaxEntries { get; init; } = 50_000;

    /// <summary>Bytes of the uncompressed archive.</summary>
    public long MaxBytes { get; init; } = 64L << 30;

    public int MaxImages { get; init; } = 1000;

    /// <summary>
    /// The directory for temporary files, when an archive is compressed or not seekable; null is the system's.
    /// </summary>
    public string? ScratchDirectory { get; init; }
}

/// <summary>
/// An image of an archive. Its blobs exist with the sizes of its manifest; digests are verified when the blobs are
/// read.
/// </summary>
/// <param name="Names">The names in the archive: <c>name:tag</c>, or only a tag.</param>
/// <param name="Manifest">The manifest's descriptor, with the platform if an index has it.</param>
/// <param name="ManifestJson">The manifest's exact bytes; for <c>docker save</c> archives without manifests, a created
/// one.</param>
public sealed record ArchivedImage(
    IReadOnlyList<string> Names, Descriptor Manifest, ReadOnlyMemory<byte> ManifestJson, ImageManifest Content)
{
    /// <summary>The configuration and the layers, without duplicates.</summary>
    public IEnumerable<Descriptor> Blobs => Content.Layers.Prepend(Content.Config).DistinctBy(blob => blob.Digest);
}

/// <summary>
/// Reads images from files: archives of <c>docker save</c> and <c>podman save</c> (all generations: only
/// <c>repositories</c>; <c>manifest.json</c> with <c>layer.tar</c> files; OCI layout with <c>manifest.json</c>), and
/// OCI layouts (image-spec, image-layout.md), as a tar, compressed or not, or as a directory. Archives are untrusted:
/// names cannot lead out of them, sizes and counts are limited, digests are verified.
/// </summary>
public sealed class ImageArchive : IDisposable
{
    private readonly IArchiveFiles _files;
    private readonly ArchiveBlobs _blobs;

    private ImageArchive(IArchiveFiles files, ArchiveOptions options)
    {
        _files = files;
        _blobs = new ArchiveBlobs(files);
        Images = files.Contains(LayerPath.Of("index.json")) ? new LayoutImages(_blobs, options).Read()
            : files.Contains(LayerPath.Of("manifest.json")) ? DockerImages.Read(_blobs)
            : files.Contains(LayerPath.Of("repositories")) ? new FirstDockerImages(_blobs).Read()
            : throw new SlipwayException(
                ErrorCode.Malformed,
                "this is no image archive: it has neither an index.json nor a manifest.json nor a repositories file");
        if (Images.Count > options.MaxImages)
            throw new SlipwayException(
                ErrorCode.Malformed, $"the archive has {Images.Count} images; {options.MaxImages} are the most");
        foreach (var blob in Images.SelectMany(image => image.Blobs).DistinctBy(blob => blob.Digest))
            _blobs.Require(blob);
    }

    public IReadOnlyList<ArchivedImage> Images { get; }

    /// <summary>
    /// Opens a tar of images. Do not use the stream before this archive is disposed, which leaves it open.
    /// </summary>
    /// <exception cref="SlipwayException">The tar is malformed, incomplete, or more than the options
    /// allow.</exception>
    public static ImageArchive Open(Stream archive, ArchiveOptions? options = null, CancellationToken cancel = default)
    {
        options ??= ArchiveOptions.Default;
        return Open(TarFiles.Open(archive, options, cancel), options);
    }

    /// <summary>Opens a directory with an OCI layout.</summary>
    /// <inheritdoc cref="Open(Stream, ArchiveOptions?, CancellationToken)"/>
    public static ImageArchive OpenDirectory(string path, ArchiveOptions? options = null) =>
        Open(new DirectoryFiles(path), options ?? ArchiveOptions.Default);

    /// <summary>
    /// Opens a blob of an image. Reading it to its end throws if digest or length do not match. One blob at a time.
    /// </summary>
    /// <exception cref="SlipwayException">There is no such blob, or while reading: it is not what its descriptor
    /// says.</exception>
    public Stream OpenBlob(Descriptor blob) => _blobs.Open(blob);

    public void Dispose() => _files.Dispose();

    private static ImageArchive Open(IArchiveFiles files, ArchiveOptions options)
    {
        try
        {
            return new ImageArchive(files, options);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }
}
