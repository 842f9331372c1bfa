using System.Security.Cryptography;

namespace Slipway.Oci.Layers;

/// <summary>
/// Hashes and counts all bytes that pass, in one direction. More than <paramref name="maxBytes"/> bytes are refused.
/// The inner stream stays open.
/// </summary>
internal sealed class HashingStream(
    Stream inner, long maxBytes = long.MaxValue, CancellationToken cancel = default) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Bytes so far.</summary>
    internal long Count { get; private set; }

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => Count; set => throw new NotSupportedException(); }

    /// <summary>The digest of all bytes so far.</summary>
    internal Digest Digest() => Oci.Digest.FromHash(_hash.GetCurrentHash());

    public override int Read(Span<byte> buffer)
    {
        cancel.ThrowIfCancellationRequested();
        var read = inner.Read(buffer);
        Take(buffer[..read]);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Take(buffer);
        inner.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _hash.Dispose();
        base.Dispose(disposing);
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        Count += bytes.Length;
        if (Count > maxBytes)
            throw new SlipwayException(ErrorCode.Malformed, $"the layer is larger than {maxBytes} bytes uncompressed");
        _hash.AppendData(bytes);
    }
}
