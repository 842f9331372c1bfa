using Slipway.Oci;

namespace Slipway.Registry.Content;

/// <summary>
/// The repositories: manifests, the blobs they refer to, and tags. A manifest and its reference edges are written in one transaction,
/// so the garbage collection can run at any time. Names have no host: all images here are Slipway's own
/// (<c>images/debian:12</c>, <c>cartridges/nodejs:18</c>, <c>demo/blog:v3</c>).
/// </summary>
public sealed class ImageStore
{
    /// <summary>The image a tag or digest names, or null. An index resolves to its linux image of this machine's architecture.</summary>
    public Task<Image?> FindAsync(ImageReference reference, CancellationToken cancel) => throw new NotImplementedException();

    /// <exception cref="ContentNotFoundException">There is no such manifest, or its configuration is missing.</exception>
    public Task<Image> GetAsync(Digest manifest, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Stores configuration and manifest for layers that are stored already, and tags the image when the reference has a tag.</summary>
    public Task<Image> PutAsync(ImageReference name, ImageConfig config, IReadOnlyList<Descriptor> layers, Lease lease, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <summary>Stores a manifest's exact bytes; every blob it names must be stored.</summary>
    /// <exception cref="ContentNotFoundException">A blob that the manifest names is not stored.</exception>
    /// <exception cref="OciFormatException">The bytes are no manifest.</exception>
    public Task<Descriptor> PutManifestAsync(string repository, ReadOnlyMemory<byte> manifest, string mediaType, string? tag, CancellationToken cancel) =>
        throw new NotImplementedException();

    public Task TagAsync(ImageReference name, Digest manifest, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Removes a tag, or a manifest with all its tags when the reference has a digest. False when there was nothing to remove.</summary>
    public Task<bool> RemoveAsync(ImageReference name, CancellationToken cancel) => throw new NotImplementedException();

    public Task<IReadOnlyList<string>> ListRepositoriesAsync(CancellationToken cancel) => throw new NotImplementedException();

    public Task<IReadOnlyList<string>> ListTagsAsync(string repository, CancellationToken cancel) => throw new NotImplementedException();
}
