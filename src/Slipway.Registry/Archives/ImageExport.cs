using Slipway.Oci;
using Slipway.Oci.Archives;
using Slipway.Oci.Json;
using Slipway.Registry.Content;

namespace Slipway.Registry.Archives;

/// <summary>
/// An image being exported to an archive. Its blobs are kept until this is disposed, whatever happens to its tags.
/// </summary>
public sealed class ImageExport : IAsyncDisposable
{
    private static readonly TimeSpan LeaseTime = TimeSpan.FromHours(12);
    private readonly ContentStore _content;
    private readonly ExportedImage _image;
    private readonly IReadOnlyList<Digest> _digests;
    private readonly Lease _lease;

    private ImageExport(ContentStore content, ExportedImage image, IReadOnlyList<Digest> digests, Lease lease) =>
        (_content, _image, _digests, _lease) = (content, image, digests, lease);

    /// <exception cref="SlipwayException">A blob of the image is missing.</exception>
    public static async Task<ImageExport> OpenAsync(
        ContentStore content, Image image, string? name, CancellationToken cancel)
    {
        var lease = await content.LeaseAsync("export of an image", LeaseTime, cancel);
        try
        {
            var digests = image.Manifest.Layers.Append(image.Manifest.Config).Append(image.Descriptor)
                .Select(blob => blob.Digest).Distinct().ToList();
            foreach (var digest in digests)
                if (!await content.ProtectAsync(digest, lease, cancel))
                    throw ContentErrors.NotFound(digest);
            var manifest = await content.ReadAsync(image.Digest, OciJson.MaxDocumentBytes, cancel);
            return new ImageExport(content, new ExportedImage(name, image.Descriptor, manifest), digests, lease);
        }
        catch
        {
            await content.ReleaseAsync(lease, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Writes one archive that is both an OCI layout and readable by <c>docker load</c>. Blocking.</summary>
    public void Write(Stream output, CancellationToken cancel) =>
        ImageArchiveWriter.Write(output, [_image], blob => _content.OpenRead(blob.Digest), cancel);

    /// <summary>Writes an OCI layout to a new directory; its blobs are links to the store's files.</summary>
    public void WriteLayout(string directory)
    {
        var blobs = Directory.CreateDirectory(Path.Combine(directory, "blobs", "sha256")).FullName;
        foreach (var digest in _digests)
            File.CreateSymbolicLink(Path.Combine(blobs, digest.Hex), _content.PathOf(digest));
        File.WriteAllBytes(Path.Combine(directory, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}"""u8);
        File.WriteAllBytes(
            Path.Combine(directory, "index.json"), OciJson.Write(new ImageIndex { Manifests = [_image.Manifest] }));
    }

    public async ValueTask DisposeAsync() => await _content.ReleaseAsync(_lease, CancellationToken.None);
}
