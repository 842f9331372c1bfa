using Slipway.Oci;

namespace Slipway.Registry.Content;

/// <summary>A blob being written. Write, then commit; or dispose to forget it.</summary>
public sealed class BlobWriter : Stream
{
    /// <summary>Makes the blob durable and visible, and protects it by the writer's lease.</summary>
    /// <param name="expected">What the sender says the digest is; null takes what was written.</param>
    /// <exception cref="DigestMismatchException">The content has another digest than expected; nothing is stored.</exception>
    public Task<Digest> CommitAsync(Digest? expected, CancellationToken cancel) => throw new NotImplementedException();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush() => throw new NotImplementedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotImplementedException();
}
