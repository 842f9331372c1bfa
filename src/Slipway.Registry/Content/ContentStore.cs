using Slipway.Oci;

namespace Slipway.Registry.Content;

/// <summary>
/// The content store: each blob is a file named by its digest. Registry, builder and engine share it, so a built image
/// runs without a push. A blob is hashed while it is written to a temporary file, then fsync, rename, fsync of the
/// directory, and its record. It is kept while something references it (see <see cref="IContentIndex"/>);
/// <see cref="CollectAsync"/> may run at any time. Only one process may use the directory; it calls
/// <see cref="RecoverAsync"/> first.
/// </summary>
public sealed class ContentStore(string directory, IContentIndex index, TimeProvider clock)
{
    private const int Page = 500;
    private readonly ContentDirectory _files = new(directory);
    private readonly DigestLocks _locks = new();

    /// <summary>How long a removed blob can still be restored, by hand or by <see cref="RecoverAsync"/>.</summary>
    public TimeSpan TrashDelay { get; init; } = TimeSpan.FromHours(1);

    internal TimeProvider Clock => clock;

    /// <summary>
    /// Begins a blob; it is invisible until the commit. Disposing an uncommitted writer removes its file.
    /// </summary>
    public BlobWriter BeginWrite(Lease lease) => new(this, _files.NewUpload(), lease);

    /// <summary>Stores a small blob from memory.</summary>
    /// <exception cref="SlipwayException">The lease has expired.</exception>
    public async Task<Descriptor> PutAsync(
        ReadOnlyMemory<byte> content, string mediaType, Lease lease, CancellationToken cancel)
    {
        var digest = Digest.OfBytes(content.Span);
        if (SizeOf(digest) != content.Length || !await ProtectAsync(digest, lease, cancel))
        {
            await using var writer = BeginWrite(lease);
            writer.Write(content.Span);
            await writer.CommitAsync(digest, cancel);
        }
        return new Descriptor(mediaType, digest, content.Length);
    }

    /// <summary>Stores the content of a stream.</summary>
    /// <exception cref="SlipwayException">The content has another digest than expected.</exception>
    public async Task<Descriptor> PutAsync(
        Stream content, string mediaType, Digest? expected, Lease lease, CancellationToken cancel)
    {
        await using var writer = BeginWrite(lease);
        await content.CopyToAsync(writer, 1 << 17, cancel);
        var size = writer.Length;
        return new Descriptor(mediaType, await writer.CommitAsync(expected, cancel), size);
    }

    /// <exception cref="SlipwayException">There is no such blob.</exception>
    public FileStream OpenRead(Digest digest)
    {
        try
        {
            return new FileStream(PathOf(digest), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete,
                bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (FileNotFoundException)
        {
            throw ContentErrors.NotFound(digest);
        }
    }

    /// <summary>Reads a whole blob of limited length.</summary>
    /// <exception cref="SlipwayException">There is no such blob.</exception>
    /// <exception cref="SlipwayException">It is longer.</exception>
    public async Task<byte[]> ReadAsync(Digest digest, int maxBytes, CancellationToken cancel)
    {
        await using var stream = OpenRead(digest);
        if (stream.Length > maxBytes)
            throw new SlipwayException(
                ErrorCode.Malformed,
                $"blob {digest} is {stream.Length} bytes long; {maxBytes} are the most for a document");
        var content = new byte[stream.Length];
        await stream.ReadExactlyAsync(content, cancel);
        return content;
    }

    /// <summary>The blob's length in bytes, or null when it is not stored.</summary>
    public long? SizeOf(Digest digest) => new FileInfo(PathOf(digest)) is { Exists: true } file ? file.Length : null;

    /// <summary>The file of a blob, for mapping or sending. It is never changed.</summary>
    public string PathOf(Digest digest) => _files.PathOf(digest);

    public async Task<Lease> LeaseAsync(string purpose, TimeSpan duration, CancellationToken cancel)
    {
        var lease = new Lease(Guid.NewGuid().ToString("n"), clock.GetUtcNow() + duration);
        await index.AddLeaseAsync(lease, purpose, cancel);
        return lease;
    }

    /// <exception cref="SlipwayException">It has ended already.</exception>
    public async Task<Lease> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancel)
    {
        var renewed = lease with { Expires = clock.GetUtcNow() + duration };
        return await index.RenewLeaseAsync(renewed, cancel) ? renewed : throw ContentErrors.LeaseEnded(lease);
    }

    /// <summary>Protects a stored blob by a lease. False when the blob is not (or no longer) stored.</summary>
    /// <exception cref="SlipwayException">The lease has expired.</exception>
    public async Task<bool> ProtectAsync(Digest digest, Lease lease, CancellationToken cancel) =>
        await index.ProtectAsync(digest, lease, cancel) && File.Exists(PathOf(digest));

    public Task ReleaseAsync(Lease lease, CancellationToken cancel) => index.RemoveLeaseAsync(lease.Id, cancel);

    /// <summary>
    /// Pins a blob (and, if it is a manifest, everything it refers to) under a name until it is unpinned. False when it
    /// is not stored.
    /// </summary>
    public Task<bool> PinAsync(string name, Digest digest, CancellationToken cancel) =>
        index.PinAsync(name, digest, cancel);

    /// <summary>False when no pin has the name.</summary>
    public Task<bool> UnpinAsync(string name, CancellationToken cancel) => index.UnpinAsync(name, cancel);

    public Task<IReadOnlyList<Pin>> ListPinsAsync(string prefix, CancellationToken cancel) =>
        index.ListPinsAsync(prefix, cancel);

    /// <summary>Moves unreferenced blobs to the trash, and deletes those that have been there long enough.</summary>
    public async Task<ContentCollected> CollectAsync(CancellationToken cancel)
    {
        await index.EndExpiredAsync(clock.GetUtcNow(), cancel);
        var removed = 0;
        for (var before = -1; before != removed;)
        {
            before = removed;
            foreach (var digest in await index.ListUnheldAsync(Page, cancel))
                removed += await _locks.WithAsync(digest, () => RemoveAsync(digest), cancel) ? 1 : 0;
        }
        return new ContentCollected(removed, _files.EmptyTrash(clock.GetUtcNow() - TrashDelay));
    }

    /// <summary>
    /// Makes files and records consistent after a crash: removes unfinished writes, moves files without record to the
    /// trash, reports lost files.
    /// </summary>
    public Task<ContentRecovered> RecoverAsync(CancellationToken cancel) =>
        new ContentRecovery(_files, index, clock).RunAsync(cancel);

    internal Task AdmitAsync(BlobWriter writer, Digest digest, CancellationToken cancel) =>
        _locks.WithAsync(digest, () => AdmitLockedAsync(writer, digest), cancel);

    // Not cancelled half-way: a file without record would stay until the next start.
    private async Task<bool> AdmitLockedAsync(BlobWriter writer, Digest digest)
    {
        if (SizeOf(digest) == writer.Length && await index.ProtectAsync(digest, writer.Lease, CancellationToken.None))
            return false;
        writer.SyncToDisk();
        _files.Admit(writer.FilePath, digest);
        await index.AddBlobAsync(digest, writer.Length, clock.GetUtcNow(), writer.Lease, CancellationToken.None);
        return true;
    }

    private async Task<bool> RemoveAsync(Digest digest)
    {
        if (!await index.RemoveUnheldAsync(digest, CancellationToken.None))
            return false;
        _files.MoveToTrash(PathOf(digest), clock.GetUtcNow());
        return true;
    }
}

/// <param name="Removed">Blobs moved to the trash.</param>
/// <param name="Deleted">Files deleted from the trash.</param>
public sealed record ContentCollected(int Removed, int Deleted);
