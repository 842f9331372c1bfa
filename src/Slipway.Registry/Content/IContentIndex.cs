using Slipway.Oci;

namespace Slipway.Registry.Content;

/// <summary>
/// Records of the blobs: which are stored, and what references them. Each call is one transaction. A blob is referenced
/// by a lease, a pin, a recent upload, as a repository's manifest, or by a stored manifest; unreferenced blobs may be
/// removed. An expired lease or upload counts until <see cref="EndExpiredAsync"/>.
/// </summary>
public interface IContentIndex
{
    /// <summary>Records a stored blob and adds it to the lease.</summary>
    /// <exception cref="SlipwayException">There is no such lease any more; nothing is recorded.</exception>
    Task AddBlobAsync(Digest digest, long size, DateTimeOffset stored, Lease lease, CancellationToken cancel);

    Task<IReadOnlyList<StoredBlob>> ListBlobsAsync(Digest? after, int limit, CancellationToken cancel);

    /// <summary>Adds a blob to the lease. False when the blob is not recorded.</summary>
    /// <exception cref="SlipwayException">There is no such lease any more.</exception>
    Task<bool> ProtectAsync(Digest digest, Lease lease, CancellationToken cancel);

    Task AddLeaseAsync(Lease lease, string purpose, CancellationToken cancel);

    /// <summary>False when the lease has ended.</summary>
    Task<bool> RenewLeaseAsync(Lease renewed, CancellationToken cancel);

    Task RemoveLeaseAsync(string id, CancellationToken cancel);

    /// <summary>Ends leases and uploads that expired at or before this time.</summary>
    Task EndExpiredAsync(DateTimeOffset now, CancellationToken cancel);

    /// <summary>
    /// Pins a blob under a name until it is unpinned; a name pins one blob. False when the blob is not recorded.
    /// </summary>
    Task<bool> PinAsync(string name, Digest digest, CancellationToken cancel);

    Task<bool> UnpinAsync(string name, CancellationToken cancel);

    Task<IReadOnlyList<Pin>> ListPinsAsync(string prefix, CancellationToken cancel);

    /// <summary>Blobs without references.</summary>
    Task<IReadOnlyList<Digest>> ListUnheldAsync(int limit, CancellationToken cancel);

    /// <summary>
    /// Removes the record of a blob, and of a manifest's references, unless the blob is referenced now. True when it
    /// was removed.
    /// </summary>
    Task<bool> RemoveUnheldAsync(Digest digest, CancellationToken cancel);

    /// <summary>
    /// Adds a recorded manifest to the repository with its references, and tags it. With
    /// <paramref name="ownBlobsOnly"/> it may refer only to blobs that the repository may read, so that knowing a
    /// digest gives no access.
    /// </summary>
    /// <exception cref="SlipwayException">Something it refers to is not recorded, or not the
    /// repository's.</exception>
    /// <exception cref="SlipwayException">The tag is fixed and names another manifest; nothing is changed.</exception>
    Task PutManifestAsync(
        ManifestEntry manifest, IReadOnlyList<Digest> references, string? tag, bool ownBlobsOnly,
        CancellationToken cancel);

    Task<ManifestEntry?> FindManifestAsync(string repository, Digest digest, CancellationToken cancel);

    Task<ManifestEntry?> FindTagAsync(string repository, string tag, CancellationToken cancel);

    /// <summary>
    /// Points a tag at a manifest, and adds it to the repository if only another one has it. False when no repository
    /// has it.
    /// </summary>
    /// <exception cref="SlipwayException">The tag is fixed and names another manifest.</exception>
    Task<bool> SetTagAsync(string repository, string tag, Digest digest, CancellationToken cancel);

    /// <summary>
    /// Fixes a tag: it cannot be moved or removed until it is released. False when the tag does not exist.
    /// </summary>
    Task<bool> FixTagAsync(string repository, string tag, bool isFixed, CancellationToken cancel);

    /// <summary>Whether the repository has a fixed tag.</summary>
    Task<bool> HasFixedTagAsync(string repository, CancellationToken cancel);

    /// <exception cref="SlipwayException">The tag is fixed.</exception>
    Task<bool> RemoveTagAsync(string repository, string tag, CancellationToken cancel);

    /// <summary>
    /// Removes a tag, and the manifest from the repository if no other tag or index there refers to it. False when the
    /// tag does not exist.
    /// </summary>
    /// <exception cref="SlipwayException">The tag is fixed.</exception>
    Task<bool> UntagAsync(string repository, string tag, CancellationToken cancel);

    /// <summary>
    /// Removes a manifest and its tags from the repository. False when the repository does not have it.
    /// </summary>
    /// <exception cref="SlipwayException">One of its tags is fixed.</exception>
    Task<bool> RemoveManifestAsync(string repository, Digest digest, CancellationToken cancel);

    Task<IReadOnlyList<string>> ListRepositoriesAsync(string? after, int limit, CancellationToken cancel);

    Task<IReadOnlyList<string>> ListTagsAsync(string repository, string? after, int limit, CancellationToken cancel);

    /// <summary>The repository's manifests, sorted by digest.</summary>
    Task<IReadOnlyList<ManifestEntry>> ListManifestsAsync(
        string repository, Digest? after, int limit, CancellationToken cancel);

    Task<IReadOnlyList<ManifestEntry>> ListReferrersAsync(
        string repository, Digest subject, int limit, CancellationToken cancel);

    /// <summary>Whether the repository has the blob: as a manifest, in a manifest, or from a recent upload.</summary>
    Task<bool> MayReadAsync(string repository, Digest digest, CancellationToken cancel);

    /// <summary>
    /// Lets the repository use a blob until this time, or later if it already may. False when the blob is not recorded.
    /// </summary>
    Task<bool> HoldUploadAsync(string repository, Digest digest, DateTimeOffset until, CancellationToken cancel);
}

/// <param name="Size">In bytes.</param>
public sealed record StoredBlob(Digest Digest, long Size);

/// <summary>A permanent reference to a blob.</summary>
public sealed record Pin(string Name, Digest Digest);

/// <summary>A manifest of a repository.</summary>
public sealed record ManifestEntry(
    string Repository, Digest Digest, string MediaType, string? ArtifactType, Digest? Subject, DateTimeOffset Stored);
