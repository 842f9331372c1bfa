namespace Slipway.Oci.Tar;

/// <summary>Buffers the source, because headers are small.</summary>
internal sealed class TarInput(Stream source)
{
    private readonly byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;

    /// <summary>Bytes read from the source.</summary>
    internal long Position { get; private set; }

    internal static SlipwayException Cut() =>
        new(ErrorCode.Malformed, "the tar archive ends in the middle of an entry");

    internal int Read(Span<byte> target)
    {
        if (_start == _end)
        {
            if (target.Length >= _buffer.Length)
            {
                var direct = source.Read(target);
                Position += direct;
                return direct;
            }
            Fill();
        }
        var count = Math.Min(target.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(target);
        _start += count;
        Position += count;
        return count;
    }

    internal void ReadExactly(Span<byte> target)
    {
        if (ReadFully(target) < target.Length)
            throw Cut();
    }

    internal void ReadBlock(Span<byte> block) => ReadExactly(block);

    /// <summary>False when the source ends before the block.</summary>
    internal bool TryReadBlock(Span<byte> block) => ReadFully(block) switch
    {
        0 => false,
        TarBlock.Size => true,
        _ => throw Cut(),
    };

    internal void Skip(long count)
    {
        Position += count;
        if (count > _end - _start && source.CanSeek)
        {
            // Checked first: not every stream supports a position beyond its end.
            if (count - (_end - _start) > source.Length - source.Position)
                throw Cut();
            source.Seek(count - (_end - _start), SeekOrigin.Current);
            (_start, _end) = (0, 0);
            return;
        }
        while (count > 0)
        {
            if (_start == _end)
                Fill();
            if (_start == _end)
                throw Cut();
            var skipped = (int)Math.Min(count, _end - _start);
            _start += skipped;
            count -= skipped;
        }
    }

    internal void Drain()
    {
        do
            Fill();
        while (_end > 0);
    }

    private int ReadFully(Span<byte> target)
    {
        var total = 0;
        for (int read; total < target.Length && (read = Read(target[total..])) > 0;)
            total += read;
        return total;
    }

    private void Fill()
    {
        _start = 0;
        _end = source.Read(_buffer);
    }
}
