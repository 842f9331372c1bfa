using System.Security.Cryptography;

namespace Slipway.Oci.Archives;

/// <summary>
/// Verifies a blob while it is read: throws at the end if length or digest do not match the descriptor.
/// </summary>
internal sealed class VerifyingStream(Stream inner, Descriptor expected) : ReadStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _position;
    private bool _verified;

    public override long Length => expected.Size;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        _position += read;
        _hash.AppendData(buffer[..read]);
        if (_position > expected.Size || (read == 0 && buffer.Length > 0 && !_verified))
            Verify();
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _hash.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Verify()
    {
        if (_position != expected.Size)
            throw new SlipwayException(
                ErrorCode.Malformed,
                $"the archive's blob {expected.Digest} is not {expected.Size} bytes long, as its manifest says");
        var actual = Digest.FromHash(_hash.GetCurrentHash());
        if (actual != expected.Digest)
            throw new SlipwayException(
                ErrorCode.Malformed, $"the archive's blob {expected.Digest} is damaged: its digest is {actual}");
        _verified = true;
    }
}
