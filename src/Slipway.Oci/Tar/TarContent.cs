namespace Slipway.Oci.Tar;

/// <summary>The content of an entry as a stream; holes of sparse files read as zeros.</summary>
internal sealed class TarContent(TarReader reader, TarEntry entry) : ReadStream
{
    private readonly IReadOnlyList<TarSegment> _segments = entry.Segments ?? [new TarSegment(0, entry.Size)];
    private long _position;
    private int _next;

    public override long Length => entry.Size;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        while (_next < _segments.Count && _position >= _segments[_next].Offset + _segments[_next].Length)
            _next++;
        var dataStart = _next < _segments.Count ? _segments[_next].Offset : entry.Size;
        var read = _position < dataStart ? ReadHole(buffer, dataStart - _position) : ReadSegment(buffer);
        _position += read;
        return read;
    }

    private int ReadSegment(Span<byte> buffer)
    {
        if (_next >= _segments.Count)
            return 0;
        var left = _segments[_next].Offset + _segments[_next].Length - _position;
        return reader.ReadData(buffer[..(int)Math.Min(buffer.Length, left)]);
    }

    private static int ReadHole(Span<byte> buffer, long left)
    {
        var count = (int)Math.Min(buffer.Length, left);
        buffer[..count].Clear();
        return count;
    }
}
