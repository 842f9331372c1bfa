using Slipway.Linux.Files;

namespace Slipway.Oci.Tar;

/// <summary>
/// Reads a tar archive as a stream: v7, ustar, pax (local and global headers) and GNU, with their forms of long names,
/// large numbers, extended attributes and sparse files. Nothing but headers is held in memory, and headers are bounded
/// by <see cref="TarLimits"/>. Hostile input gives an <see cref="SlipwayException"/>. The source is left open.
/// </summary>
public sealed class TarReader(Stream source, TarLimits? limits = null)
{
    private readonly TarInput _input = new(source);
    private readonly TarLimits _limits = limits ?? TarLimits.Default;
    private readonly PaxRecords _globals = new();
    private readonly byte[] _block = new byte[TarBlock.Size];
    private long _remaining;
    private int _padding;
    private bool _ended;

    /// <summary>Unread bytes of the current entry's data.</summary>
    public long Remaining => _remaining;

    /// <summary>The position in the source: after <see cref="Next"/>, where the entry's data begins.</summary>
    public long Position => _input.Position;

    /// <summary>
    /// Moves to the next entry, skipping unread data of the current one; null at the end of the archive.
    /// </summary>
    /// <exception cref="SlipwayException">The archive is malformed, ends in the middle of an entry, or asks for more
    /// than the limits.</exception>
    public TarEntry? Next()
    {
        var extensions = new TarExtensions();
        while (!_ended)
        {
            _input.Skip(_remaining + _padding);
            (_remaining, _padding) = (0, 0);
            if (!ReadHeader())
                break;
            if (!ReadExtension(extensions))
                return ReadEntry(extensions);
        }
        _ended = true;
        return extensions.IsEmpty ? null : throw new SlipwayException(
            ErrorCode.Malformed, "the tar archive ends behind an extended header");
    }

    /// <summary>
    /// Reads stored data of the current entry; for a sparse file its segments in sequence. 0 at the end.
    /// </summary>
    public int ReadData(Span<byte> buffer)
    {
        if (_remaining == 0 || buffer.IsEmpty)
            return 0;
        var read = _input.Read(buffer[..(int)Math.Min(buffer.Length, _remaining)]);
        if (read == 0)
            throw TarInput.Cut();
        _remaining -= read;
        return read;
    }

    /// <summary>
    /// The content of the current entry, holes as zeros; valid until the next call of <see cref="Next"/>.
    /// </summary>
    public Stream OpenContent(TarEntry entry) => new TarContent(this, entry);

    /// <summary>Reads the padding after the archive's end, so that the whole stream is consumed.</summary>
    public void Drain() => _input.Drain();

    private bool ReadHeader()
    {
        if (!_input.TryReadBlock(_block))
            return false;
        if (TarBlock.IsZero(_block))
        {
            if (_input.TryReadBlock(_block) && !TarBlock.IsZero(_block))
                throw new SlipwayException(ErrorCode.Malformed, "the tar archive goes on behind an empty block");
            return false;
        }
        return TarBlock.HasValidChecksum(_block)
            ? true
            : throw new SlipwayException(
                ErrorCode.Malformed, "this is no tar archive, or a damaged one: a header's checksum is wrong");
    }

    /// <summary>Processes an extension header; false when it is an entry's own header.</summary>
    private bool ReadExtension(TarExtensions extensions)
    {
        switch ((char)_block[TarBlock.Type])
        {
            case 'x' or 'X':
                extensions.Local = new PaxRecords();
                extensions.Local.Add(ReadSmall(_limits.PaxHeader), _limits);
                break;
            case 'g':
                _globals.Add(ReadSmall(_limits.PaxHeader), _limits);
                break;
            case 'L':
                extensions.LongName = RawPath.Of(TarBlock.Text(ReadSmall(RawPath.MaxLength + 1)));
                break;
            case 'K':
                extensions.LongLink = RawPath.Of(TarBlock.Text(ReadSmall(RawPath.MaxLength + 1)));
                break;
            case 'V':
                SetData(TarBlock.Number(_block.AsSpan(TarBlock.Length), "size"));
                break;
            default:
                return false;
        }
        return ++extensions.Headers <= 64 ? true : throw new SlipwayException(
            ErrorCode.Malformed, "a tar archive has more than 64 extended headers before an entry");
    }

    private TarEntry ReadEntry(TarExtensions extensions)
    {
        var fields = new TarFields(_block, extensions, _globals);
        var kind = fields.Kind;
        var stored = kind == TarKind.File || fields.IsDumpDirectory ? fields.StoredSize : 0;
        SetData(stored);
        var entry = new TarEntry(kind, fields.Path)
        {
            Mode = fields.Mode,
            Uid = fields.Uid,
            Gid = fields.Gid,
            Modified = fields.Modified,
            Size = kind == TarKind.File ? stored : 0,
            LinkTarget = kind is TarKind.HardLink or TarKind.Symlink ? fields.LinkTarget : default,
            Device = kind is TarKind.CharDevice or TarKind.BlockDevice ? fields.Device : default,
            Attributes = PaxAttributes.Read(extensions.Local, _globals, _limits),
        };
        return kind == TarKind.File ? WithSegments(entry, extensions.Local, fields) : entry;
    }

    private TarEntry WithSegments(TarEntry entry, PaxRecords records, TarFields fields)
    {
        List<TarSegment> segments;
        long realSize;
        if (fields.IsOldSparse)
        {
            (segments, realSize) = SparseFormat.ReadOld(_block, _input.ReadBlock, _limits);
        }
        else if (records.Find("GNU.sparse.major") is { } major && major.Span.SequenceEqual("1"u8))
        {
            realSize = records.FindNumber("GNU.sparse.realsize")
                ?? throw new SlipwayException(ErrorCode.Malformed, "a sparse file in a tar archive has no size");
            segments = ReadMapFromData();
        }
        else if (SparseFormat.FindInRecords(records, _limits) is { } found)
        {
            realSize = records.FindNumber("GNU.sparse.size")
                ?? throw new SlipwayException(ErrorCode.Malformed, "a sparse file in a tar archive has no size");
            segments = found;
        }
        else
        {
            return entry;
        }
        return entry with { Size = realSize, Segments = SparseFormat.Check(segments, _remaining, realSize) };
    }

    private List<TarSegment> ReadMapFromData()
    {
        var before = _remaining;
        var segments = SparseFormat.ReadFromData(ReadByte, _limits);
        var filling = (int)((TarBlock.Size - (before - _remaining) % TarBlock.Size) % TarBlock.Size);
        if (filling > _remaining)
            throw TarInput.Cut();
        _input.Skip(filling);
        _remaining -= filling;
        return segments;
    }

    private byte ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return ReadData(one) == 1 ? one[0] : throw TarInput.Cut();
    }

    private byte[] ReadSmall(int max)
    {
        var size = TarBlock.Number(_block.AsSpan(TarBlock.Length), "size");
        if (size < 0 || size > max)
            throw new SlipwayException(
                ErrorCode.Malformed, $"a tar archive's extended header is {size} bytes long; {max} are the most");
        SetData(size);
        var data = new byte[size];
        _input.ReadExactly(data);
        _remaining = 0;
        return data;
    }

    private void SetData(long size)
    {
        if (size is < 0 or > long.MaxValue - TarBlock.Size)
            throw new SlipwayException(ErrorCode.Malformed, $"an entry of a tar archive says it is {size} bytes long");
        _remaining = size;
        _padding = (int)(-size & (TarBlock.Size - 1));
    }
}
