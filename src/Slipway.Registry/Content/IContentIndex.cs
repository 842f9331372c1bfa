using Slipway.Oci;

namespace Slipway.Registry.Content;

/// <summary>
/// What is known of the blobs: which are stored, and who holds them. Each call is one transaction.
/// A blob is held by a lease, a pin, a recent upload, by being a repository's manifest, or by a stored manifest that
/// refers to it; what nobody holds may be removed. A lease or upload that has expired holds until
/// <see cref="EndExpiredAsync"/>.
/// </summary>
public interface IContentIndex
{
    /// <summary>Records a blob whose file is in place and lets the lease hold it.</summary>
    /// <exception cref="SlipwayException">There is no such lease any more; nothing is recorded.</exception>
    Task AddBlobAsync(Digest digest, long size, DateTimeOffset stored, Lease lease, CancellationToken cancel);

    Task<IReadOnlyList<StoredBlob>> ListBlobsAsync(Digest? after, int limit, CancellationToken cancel);

    /// <summary>Lets the lease hold a blob. False when the blob is not recorded.</summary>
    /// <exception cref="SlipwayException">There is no such lease any more.</exception>
    Task<bool> ProtectAsync(Digest digest, Lease lease, CancellationToken cancel);

    Task AddLeaseAsync(Lease lease, string purpose, CancellationToken cancel);

    /// <summary>False when the lease has ended.</summary>
    Task<bool> RenewLeaseAsync(Lease renewed, CancellationToken cancel);

    Task RemoveLeaseAsync(string id, CancellationToken cancel);

    /// <summary>Ends the leases and upload holds that expired before or at this time.</summary>
    Task EndExpiredAsync(DateTimeOffset now, CancellationToken cancel);

    /// <summary>
    /// Holds a blob under a name until it is unpinned; a name holds one blob. False when the blob is not recorded.
    /// </summary>
    Task<bool> PinAsync(string name, Digest digest, CancellationToken cancel);

    Task<bool> UnpinAsync(string name, CancellationToken cancel);

    Task<IReadOnlyList<Pin>> ListPinsAsync(string prefix, CancellationToken cancel);

    /// <summary>Blobs that nobody holds.</summary>
    Task<IReadOnlyList<Digest>> ListUnheldAsync(int limit, CancellationToken cancel);

    /// <summary>
    /// Forgets a blob, and what it refers to if it is a manifest, unless somebody holds it now. True when
    /// it is forgotten.
    /// </summary>
    Task<bool> RemoveUnheldAsync(Digest digest, CancellationToken cancel);

    /// <summary>
    /// Makes a recorded manifest one of the repository's with the edges to what it refers to, and tags it.
    /// With <paramref name="ownBlobsOnly"/> it may refer only to what the repository may read, so that knowing a digest
    /// gives no access.
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
    /// Points a tag at a manifest, which becomes the repository's when it was another's only. False when no
    /// repository has it.
    /// </summary>
    /// <exception cref="SlipwayException">The tag is fixed and names another manifest.</exception>
    Task<bool> SetTagAsync(string repository, string tag, Digest digest, CancellationToken cancel);

    /// <summary>
    /// Fixes a tag: it cannot be moved or removed until it is let go again. False when there is no such tag.
    /// </summary>
    Task<bool> FixTagAsync(string repository, string tag, bool isFixed, CancellationToken cancel);

    /// <summary>Whether the repository has a fixed tag.</summary>
    Task<bool> HasFixedTagAsync(string repository, CancellationToken cancel);

    /// <exception cref="SlipwayException">The tag is fixed.</exception>
    Task<bool> RemoveTagAsync(string repository, string tag, CancellationToken cancel);

    /// <summary>
    /// Removes a tag, and the manifest from the repository when neither another tag nor an index there names it. False
    /// when there is no such tag.
    /// </summary>
    /// <exception cref="SlipwayException">The tag is fixed.</exception>
    Task<bool> UntagAsync(string repository, string tag, CancellationToken cancel);

    /// <summary>Removes a manifest and its tags from the repository. False when it has none such.</summary>
    /// <exception cref="SlipwayException">One of its tags is fixed.</exception>
    Task<bool> RemoveManifestAsync(string repository, Digest digest, CancellationToken cancel);

    Task<IReadOnlyList<string>> ListRepositoriesAsync(string? after, int limit, CancellationToken cancel);

    Task<IReadOnlyList<string>> ListTagsAsync(string repository, string? after, int limit, CancellationToken cancel);

    /// <summary>The repository's manifests, in order of their digests.</summary>
    Task<IReadOnlyList<ManifestEntry>> ListManifestsAsync(
        string repository, Digest? after, int limit, CancellationToken cancel);

    Task<IReadOnlyList<ManifestEntry>> ListReferrersAsync(
        string repository, Digest subject, int limit, CancellationToken cancel);

    /// <summary>Whether the repository has the blob: as a manifest, in a manifest, or from a recent upload.</summary>
    Task<bool> MayReadAsync(string repository, Digest digest, CancellationToken cancel);

    /// <summary>
    /// Lets the repository hold and use a blob until then, or later if it does already. False when the blob
    /// is not recorded.
    /// </summary>
    Task<bool> HoldUploadAsync(string repository, Digest digest, DateTimeOffset until, CancellationToken cancel);
}

/// <param name="Size">In bytes.</param>
public sealed record StoredBlob(Digest Digest, long Size);

/// <summary>A permanent hold on a blob.</summary>
public sealed record Pin(string Name, Digest Digest);

/// <summary>A manifest as a repository has it.</summary>
public sealed record ManifestEntry(
    string Repository, Digest Digest, string MediaType, string? ArtifactType, Digest? Subject, DateTimeOffset Stored);
