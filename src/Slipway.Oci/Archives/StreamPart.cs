namespace Slipway.Oci.Archives;

/// <summary>A part of a seekable stream, as a stream.</summary>
internal sealed class StreamPart(Stream whole, long offset, long length) : ReadStream
{
    private long _position;

    public override long Length => length;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        whole.Position = offset + _position;
        var read = whole.Read(buffer[..(int)Math.Min(buffer.Length, length - _position)]);
        _position += read;
        return read;
    }
}
