using System.Runtime.InteropServices;
using Slipway.Oci;
using Slipway.Oci.Json;

namespace Slipway.Registry.Content;

/// <summary>
/// The repositories: manifests, their blobs, and tags. A manifest and its references are written in one transaction, so
/// garbage collection can run at any time. Names have no host: all images are in Slipway's own registry
/// (<c>images/debian:12</c>, <c>cartridges/nodejs:18</c>, <c>demo/blog:v3</c>).
/// </summary>
public sealed class ImageStore(ContentStore content, IContentIndex index)
{
    public const string DefaultTag = "latest";
    private const int Page = 1000;
    private static readonly TimeSpan ManifestLease = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The image of a tag or digest, or null. An index resolves to its Linux image for this machine's architecture.
    /// </summary>
    /// <exception cref="SlipwayException">It is there, but no image that runs: an artifact of another kind, or an
    /// index without one for this machine.</exception>
    public async Task<Image?> FindAsync(ImageReference reference, CancellationToken cancel)
    {
        if (reference.Host is not null)
            return null;
        var entry = reference.Digest is { } digest
            ? await index.FindManifestAsync(reference.Repository, digest, cancel)
            : await index.FindTagAsync(reference.Repository, reference.Tag ?? DefaultTag, cancel);
        return entry is null ? null : await GetAsync(entry.Digest, cancel);
    }

    /// <exception cref="SlipwayException">There is no such manifest, or its configuration is
    /// missing.</exception>
    /// <exception cref="SlipwayException">It is no image, or an index without one for this machine.</exception>
    public Task<Image> GetAsync(Digest manifest, CancellationToken cancel) =>
        DamagedImage.DescribeAsync(() => ReadAsync(manifest, cancel));

    private async Task<Image> ReadAsync(Digest manifest, CancellationToken cancel)
    {
        var bytes = await content.ReadAsync(manifest, OciJson.MaxDocumentBytes, cancel);
        var document = ManifestDocument.Read(bytes, null);
        if (document.Index is { } list)
        {
            manifest = Choose(list);
            bytes = await content.ReadAsync(manifest, OciJson.MaxDocumentBytes, cancel);
            document = ManifestDocument.Read(bytes, null);
        }
        var found = document.Manifest ?? throw new SlipwayException(
            ErrorCode.Malformed, $"{manifest} is an index inside an index");
        if (found.Config.MediaType is not (MediaTypes.Config or MediaTypes.DockerConfig))
            throw new SlipwayException(
                ErrorCode.Malformed, $"{manifest} is no image that can run: its configuration is of type " +
                $"'{Excerpt.Of(found.Config.MediaType)}'");
        var config = OciJson.ReadConfig(await content.ReadAsync(found.Config.Digest, OciJson.MaxDocumentBytes, cancel));
        return new Image(new Descriptor(document.MediaType, manifest, bytes.Length), found, config);
    }

    /// <summary>
    /// Stores configuration and manifest for layers that are already stored, and tags the image if the reference has a
    /// tag.
    /// </summary>
    /// <exception cref="SlipwayException">A layer is not stored.</exception>
    public async Task<Image> PutAsync(
        ImageReference name, ImageConfig config, IReadOnlyList<Descriptor> layers, Lease lease,
        CancellationToken cancel)
    {
        var configuration = await content.PutAsync(OciJson.Write(config), MediaTypes.Config, lease, cancel);
        var manifest = new ImageManifest { Config = configuration, Layers = layers };
        var descriptor = await content.PutAsync(OciJson.Write(manifest), MediaTypes.Manifest, lease, cancel);
        var entry = new ManifestEntry(name.Repository, descriptor.Digest, MediaTypes.Manifest, MediaTypes.Config, null,
            content.Clock.GetUtcNow());
        await index.PutManifestAsync(entry, [configuration.Digest, .. layers.Select(layer => layer.Digest)], name.Tag,
            ownBlobsOnly: false, cancel);
        return new Image(descriptor, manifest, config);
    }

    /// <summary>Stores the exact bytes of a manifest; all its blobs must be stored.</summary>
    /// <exception cref="SlipwayException">A blob that the manifest names is not stored.</exception>
    /// <exception cref="SlipwayException">The bytes are no manifest.</exception>
    public Task<Descriptor> PutManifestAsync(
        string repository, ReadOnlyMemory<byte> manifest, string mediaType, string? tag, CancellationToken cancel) =>
        PutManifestAsync(
            repository, ManifestDocument.Read(manifest, mediaType), manifest, tag, ownBlobsOnly: false, cancel);

    /// <summary>Points a tag at a manifest of this or another repository.</summary>
    /// <exception cref="SlipwayException">No repository has the manifest.</exception>
    /// <exception cref="SlipwayException">The tag is a published version of another image.</exception>
    public async Task TagAsync(ImageReference name, Digest manifest, CancellationToken cancel)
    {
        if (!await index.SetTagAsync(name.Repository, name.Tag ?? DefaultTag, manifest, cancel))
            throw ContentErrors.NotFound(manifest);
    }

    /// <summary>Points a tag at a manifest permanently: only <see cref="RemovePublishedAsync"/> removes it.</summary>
    /// <exception cref="SlipwayException">No repository has the manifest.</exception>
    /// <exception cref="SlipwayException">The tag is a published version of another image.</exception>
    public async Task PublishAsync(ImageReference name, Digest manifest, CancellationToken cancel)
    {
        await TagAsync(name, manifest, cancel);
        await index.FixTagAsync(name.Repository, name.Tag ?? DefaultTag, isFixed: true, cancel);
    }

    /// <summary>Removes a tag, published or not, like <see cref="UntagAsync"/>. False when it does not exist.</summary>
    public async Task<bool> RemovePublishedAsync(ImageReference name, CancellationToken cancel)
    {
        await index.FixTagAsync(name.Repository, name.Tag ?? DefaultTag, isFixed: false, cancel);
        return await UntagAsync(name, cancel);
    }

    /// <summary>
    /// Removes a tag, and the image from the repository if that was its last tag, so that its layers can be collected.
    /// </summary>
    /// <exception cref="SlipwayException">The tag is a published version.</exception>
    /// <returns>False when it does not exist.</returns>
    public Task<bool> UntagAsync(ImageReference name, CancellationToken cancel) =>
        index.UntagAsync(name.Repository, name.Tag ?? DefaultTag, cancel);

    /// <summary>
    /// Removes a tag, or a manifest with all its tags when the reference has a digest. False when it does not exist.
    /// </summary>
    /// <exception cref="SlipwayException">A tag is a published version.</exception>
    public Task<bool> RemoveAsync(ImageReference name, CancellationToken cancel) => name.Digest is { } digest
        ? index.RemoveManifestAsync(name.Repository, digest, cancel)
        : index.RemoveTagAsync(name.Repository, name.Tag ?? DefaultTag, cancel);

    /// <summary>Removes all manifests and tags of a repository.</summary>
    public async Task RemoveRepositoryAsync(string repository, CancellationToken cancel)
    {
        while (await index.ListManifestsAsync(repository, null, Page, cancel) is { Count: > 0 } manifests)
            foreach (var manifest in manifests)
                await index.RemoveManifestAsync(repository, manifest.Digest, cancel);
    }

    public Task<IReadOnlyList<string>> ListRepositoriesAsync(CancellationToken cancel) =>
        AllAsync((after, limit) => index.ListRepositoriesAsync(after, limit, cancel));

    public Task<IReadOnlyList<string>> ListTagsAsync(string repository, CancellationToken cancel) =>
        AllAsync((after, limit) => index.ListTagsAsync(repository, after, limit, cancel));

    internal async Task<Descriptor> PutManifestAsync(
        string repository, ManifestDocument document, ReadOnlyMemory<byte> bytes, string? tag, bool ownBlobsOnly,
        CancellationToken cancel)
    {
        foreach (var reference in document.References)
            CheckSize(reference);
        var lease = await content.LeaseAsync("manifest of " + repository, ManifestLease, cancel);
        try
        {
            var descriptor = await content.PutAsync(bytes, document.MediaType, lease, cancel);
            var entry = new ManifestEntry(
                repository, descriptor.Digest, document.MediaType, document.ArtifactType, document.Subject?.Digest,
                content.Clock.GetUtcNow());
            await index.PutManifestAsync(entry,
                [.. document.References.Select(reference => reference.Digest).Distinct()], tag, ownBlobsOnly, cancel);
            return descriptor;
        }
        finally
        {
            await content.ReleaseAsync(lease, CancellationToken.None);
        }
    }

    private void CheckSize(Descriptor reference)
    {
        var size = content.SizeOf(reference.Digest) ?? throw ContentErrors.NotFound(reference.Digest);
        if (size != reference.Size)
            throw new SlipwayException(
                ErrorCode.Malformed,
                $"the manifest says that {reference.Digest} is {reference.Size} bytes long; it is not");
    }

    /// <summary>This machine's architecture, in the names of image-spec.</summary>
    internal static string MachineArchitecture { get; } = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => "amd64",
        Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };

    internal static bool IsForThisMachine(Platform platform) =>
        platform.Os == "linux" && platform.Architecture == MachineArchitecture;

    private static Digest Choose(ImageIndex list) =>
        list.Manifests.FirstOrDefault(manifest => manifest.Platform is { } platform
            && IsForThisMachine(platform))?.Digest
        ?? throw new SlipwayException(ErrorCode.Malformed, $"the image has no linux/{MachineArchitecture} variant");

    private static async Task<IReadOnlyList<string>> AllAsync(Func<string?, int, Task<IReadOnlyList<string>>> list)
    {
        var all = new List<string>();
        for (string? after = null; ;)
        {
            var page = await list(after, Page);
            all.AddRange(page);
            if (page.Count < Page)
                return all;
            after = page[^1];
        }
    }
}
