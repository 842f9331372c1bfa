using Slipway.Oci;

namespace Slipway.Registry.Content;

/// <summary>
/// The blobs, each a file named by its digest. One store serves registry, builder and engine: what a build made runs without a push.
/// A blob is hashed while it is written to a temporary file, then fsync, rename, fsync of the directory.
/// </summary>
public sealed class ContentStore
{
    /// <summary>Begins a blob; nothing is visible before the writer's commit, and disposing an uncommitted writer removes its file.</summary>
    public BlobWriter BeginWrite(Lease lease) => throw new NotImplementedException();

    /// <summary>Stores a small blob that is in memory.</summary>
    public Task<Descriptor> PutAsync(ReadOnlyMemory<byte> content, string mediaType, Lease lease, CancellationToken cancel) => throw new NotImplementedException();

    /// <exception cref="ContentNotFoundException">There is no such blob.</exception>
    public FileStream OpenRead(Digest digest) => throw new NotImplementedException();

    /// <summary>The blob's length in bytes, or null when it is not stored.</summary>
    public long? SizeOf(Digest digest) => throw new NotImplementedException();

    public Task<Lease> LeaseAsync(string purpose, TimeSpan duration, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Protects a stored blob by a lease. False when the blob is not (or no longer) stored.</summary>
    public Task<bool> ProtectAsync(Digest digest, Lease lease, CancellationToken cancel) => throw new NotImplementedException();

    public Task ReleaseAsync(Lease lease, CancellationToken cancel) => throw new NotImplementedException();
}
