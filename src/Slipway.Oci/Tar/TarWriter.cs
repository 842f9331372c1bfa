using Slipway.Linux.Files;

namespace Slipway.Oci.Tar;

/// <summary>
/// Writes a tar archive: ustar headers, preceded by a pax header where ustar does not suffice: long paths, sizes from 8
/// GiB, ids beyond 7 octal digits, times with a fraction or before 1970, extended attributes. The same entries always
/// give the same bytes: sorted records, no process id, no user and group names. Non-UTF-8 paths in pax records are
/// marked <c>hdrcharset=BINARY</c>. The output stream stays open.
/// </summary>
public sealed class TarWriter(Stream output)
{
    private static readonly byte[] Zeros = new byte[2 * TarBlock.Size];
    private readonly byte[] _buffer = new byte[256 << 10];
    private int _filled;
    private long _remaining;
    private int _padding;

    /// <summary>Begins an entry; exactly <see cref="TarEntry.Size"/> bytes of content must follow for a file.</summary>
    /// <exception cref="SlipwayException">A path or attribute is longer than the kernel's limits.</exception>
    public void Write(TarEntry entry)
    {
        EndData();
        var path = entry.Kind == TarKind.Directory && !entry.Path.Bytes.EndsWith("/"u8)
            ? RawPath.Of([.. entry.Path.Bytes, (byte)'/']) : entry.Path;
        if (path.IsEmpty || entry.Path.Length > RawPath.MaxLength || entry.LinkTarget.Length > RawPath.MaxLength)
            throw new SlipwayException(
                ErrorCode.Malformed,
                $"'{Excerpt.Of(entry.Path.ToString())}' cannot be put into an archive: its path or target is empty " +
                    $"or longer than {RawPath.MaxLength} bytes");
        var size = entry.Kind == TarKind.File ? entry.Size : 0;
        if (PaxHeader.Of(entry, path) is { } pax)
            WritePax(entry, pax);
        WriteHeader(entry, path, (byte)TypeOf(entry.Kind), size);
        (_remaining, _padding) = (size, (int)(-size & (TarBlock.Size - 1)));
    }

    /// <summary>Writes content of the current file.</summary>
    public void WriteData(ReadOnlySpan<byte> data)
    {
        if (data.Length > _remaining)
            throw new InvalidOperationException("a file has more content than its header says");
        _remaining -= data.Length;
        Append(data);
    }

    /// <summary>
    /// A buffer for content of the current file, never empty while content is missing; see <see cref="Advance"/>.
    /// </summary>
    public Span<byte> GetSpan()
    {
        if (_buffer.Length - _filled < _buffer.Length / 4)
            Flush();
        var space = _buffer.AsSpan(_filled);
        return space[..(int)Math.Min(space.Length, _remaining)];
    }

    /// <summary>Writes the bytes that were put into <see cref="GetSpan"/>.</summary>
    public void Advance(int count)
    {
        _filled += count;
        _remaining -= count;
    }

    /// <summary>Finishes the archive and flushes it to the output.</summary>
    public void Finish()
    {
        EndData();
        Append(Zeros);
        Flush();
        output.Flush();
    }

    private static char TypeOf(TarKind kind) => kind switch
    {
        TarKind.File => '0',
        TarKind.HardLink => '1',
        TarKind.Symlink => '2',
        TarKind.CharDevice => '3',
        TarKind.BlockDevice => '4',
        TarKind.Directory => '5',
        _ => '6',
    };

    private void WritePax(TarEntry entry, byte[] pax)
    {
        var name = entry.Path.Name.Bytes;
        var headerName = RawPath.Of([.. "PaxHeaders/"u8, .. name[..Math.Min(name.Length, 89)]]);
        WriteHeader(
            new TarEntry(TarKind.File, headerName) { Mode = FileModes.AllRead }, headerName, (byte)'x', pax.Length);
        Append(pax);
        Append(Zeros.AsSpan(0, -pax.Length & (TarBlock.Size - 1)));
    }

    private void WriteHeader(TarEntry entry, RawPath path, byte type, long size)
    {
        Span<byte> block = stackalloc byte[TarBlock.Size];
        block.Clear();
        var prefix = PaxHeader.PrefixOf(path.Bytes);
        var name = PaxHeader.NameBehind(prefix, path.Bytes);
        path.Bytes[..prefix].CopyTo(block[TarBlock.Prefix]);
        name = name[..Math.Min(name.Length, 100)];
        name.CopyTo(block[TarBlock.Name]);
        TarBlock.WriteOctal(block[TarBlock.Mode], entry.Mode & 0xfff);
        TarBlock.WriteOctal(block[TarBlock.Uid], entry.Uid <= TarBlock.MaxOctal7 ? entry.Uid : 0);
        TarBlock.WriteOctal(block[TarBlock.Gid], entry.Gid <= TarBlock.MaxOctal7 ? entry.Gid : 0);
        TarBlock.WriteOctal(block[TarBlock.Length], size <= TarBlock.MaxOctal11 ? size : 0);
        TarBlock.WriteOctal(block[TarBlock.Modified],
            entry.Modified.Seconds is >= 0 and <= TarBlock.MaxOctal11 ? entry.Modified.Seconds : 0);
        block[TarBlock.Type] = type;
        var link = entry.LinkTarget.Bytes;
        link[..Math.Min(link.Length, 100)].CopyTo(block[TarBlock.LinkName]);
        "ustar\u000000"u8.CopyTo(block[TarBlock.Magic]);
        TarBlock.WriteOctal(block[TarBlock.DeviceMajor], entry.Device.Major);
        TarBlock.WriteOctal(block[TarBlock.DeviceMinor], entry.Device.Minor);
        TarBlock.WriteChecksum(block);
        Append(block);
    }

    private void EndData()
    {
        if (_remaining > 0)
            throw new InvalidOperationException($"{_remaining} bytes of a file's content are missing");
        Append(Zeros.AsSpan(0, _padding));
        _padding = 0;
    }

    private void Append(ReadOnlySpan<byte> data)
    {
        if (data.Length > _buffer.Length - _filled)
            Flush();
        if (data.Length >= _buffer.Length)
        {
            output.Write(data);
            return;
        }
        data.CopyTo(_buffer.AsSpan(_filled));
        _filled += data.Length;
    }

    private void Flush()
    {
        output.Write(_buffer.AsSpan(0, _filled));
        _filled = 0;
    }
}
