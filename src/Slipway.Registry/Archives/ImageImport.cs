using Slipway.Oci;
using Slipway.Oci.Archives;
using Slipway.Oci.Json;
using Slipway.Registry.Content;

namespace Slipway.Registry.Archives;

/// <summary>
/// Imports the images of an archive (<c>docker save</c>, OCI layout) with the exact bytes of their manifests.
/// </summary>
public sealed class ImageImport(ContentStore content, ImageStore images)
{
    private static readonly TimeSpan LeaseTime = TimeSpan.FromHours(1);

    /// <param name="name">The name for the archive's only image; null uses the archive's names without hosts.</param>
    /// <param name="emit">Called with a progress line for each image and blob.</param>
    /// <returns>The imported names with their digests.</returns>
    /// <exception cref="SlipwayException">The archive is malformed or damaged, or does not say what an image is
    /// called.</exception>
    public async Task<IReadOnlyList<(ImageReference Name, Digest Digest)>> RunAsync(
        Stream archive, ImageReference? name, ArchiveOptions options, Func<string, ValueTask> emit,
        CancellationToken cancel)
    {
        using var opened = await Task.Run(() => ImageArchive.Open(archive, options, cancel), cancel);
        var plan = ImportPlan.Of(opened.Images, name);
        var lease = await content.LeaseAsync("import of an archive", LeaseTime, cancel);
        try
        {
            var stored = new List<(ImageReference, Digest)>();
            foreach (var planned in plan)
            {
                await emit($"{string.Join(", ", planned.Names)} ({planned.Image.Manifest.Digest.Short})");
                foreach (var blob in planned.Image.Blobs)
                    await StoreAsync(
                        opened, blob, lease = await content.RenewAsync(lease, LeaseTime, cancel), emit, cancel);
                await CheckAsync(planned.Image, cancel);
                foreach (var reference in planned.Names)
                {
                    var (manifest, type) = (planned.Image.ManifestJson, planned.Image.Manifest.MediaType);
                    stored.Add((reference, (await images.PutManifestAsync(
                        reference.Repository, manifest, type, reference.Tag, cancel)).Digest));
                }
            }
            return stored;
        }
        finally
        {
            await content.ReleaseAsync(lease, CancellationToken.None);
        }
    }

    private async Task StoreAsync(
        ImageArchive archive, Descriptor blob, Lease lease, Func<string, ValueTask> emit, CancellationToken cancel)
    {
        if (content.SizeOf(blob.Digest) == blob.Size && await content.ProtectAsync(blob.Digest, lease, cancel))
        {
            await emit($"{blob.Digest.Short}: is there already");
            return;
        }
        await using var stream = archive.OpenBlob(blob);
        await content.PutAsync(stream, blob.MediaType, blob.Digest, lease, cancel);
        await emit($"{blob.Digest.Short}: {blob.Size} bytes stored");
    }

    /// <summary>An image for another platform is refused before it is tagged.</summary>
    private async Task CheckAsync(ArchivedImage image, CancellationToken cancel)
    {
        var config = OciJson.ReadConfig(
            await content.ReadAsync(image.Content.Config.Digest, OciJson.MaxDocumentBytes, cancel));
        if (config.RootFs.DiffIds.Count != image.Content.Layers.Count)
            throw new SlipwayException(
                ErrorCode.Malformed,
                $"image {image.Manifest.Digest.Short} has {image.Content.Layers.Count} layers; its configuration " +
                    $"says {config.RootFs.DiffIds.Count}");
    }
}
