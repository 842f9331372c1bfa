using Slipway.Linux.Files;

namespace Slipway.Oci.Tar;

/// <summary>Values from extension headers before an entry's own header.</summary>
internal sealed class TarExtensions
{
    internal PaxRecords Local { get; set; } = new();

    internal RawPath? LongName { get; set; }

    internal RawPath? LongLink { get; set; }

    internal int Headers { get; set; }

    internal bool IsEmpty => Headers == 0;
}

/// <summary>
/// An entry's values: from the pax header, else the global one, else the GNU long names, else the header itself.
/// </summary>
internal readonly ref struct TarFields(ReadOnlySpan<byte> block, TarExtensions extensions, PaxRecords globals)
{
    private readonly ReadOnlySpan<byte> _block = block;

    internal bool IsOldSparse => _block[TarBlock.Type] == 'S';

    internal bool IsDumpDirectory => _block[TarBlock.Type] == 'D';

    internal TarKind Kind => (char)_block[TarBlock.Type] switch
    {
        '0' or '\0' or '7' => Path.Bytes.EndsWith("/"u8) ? TarKind.Directory : TarKind.File,
        'S' => TarKind.File,
        '1' => TarKind.HardLink,
        '2' => TarKind.Symlink,
        '3' => TarKind.CharDevice,
        '4' => TarKind.BlockDevice,
        '5' or 'D' => TarKind.Directory,
        '6' => TarKind.Fifo,
        var other => throw new SlipwayException(
            ErrorCode.Malformed, $"a tar archive has an entry of the unknown type 0x{(int)other:x2}"),
    };

    /// <summary>The path of a global header would apply to every entry; only the local one is used.</summary>
    internal RawPath Path => Long(
        extensions.Local.FindPath("GNU.sparse.name") ?? extensions.Local.FindPath("path") ?? extensions.LongName
            ?? TarBlock.Path(_block));

    internal RawPath LinkTarget => Long(
        extensions.Local.FindPath("linkpath") ?? extensions.LongLink
            ?? RawPath.Of(TarBlock.Text(_block[TarBlock.LinkName])));

    internal int Mode => (int)(TarBlock.Number(_block[TarBlock.Mode], "mode") & 0xfff);

    internal uint Uid => Id(Number("uid") ?? TarBlock.Number(_block[TarBlock.Uid], "uid"));

    internal uint Gid => Id(Number("gid") ?? TarBlock.Number(_block[TarBlock.Gid], "gid"));

    internal long StoredSize => extensions.Local.FindNumber("size") ?? TarBlock.Number(_block[TarBlock.Length], "size");

    internal UnixTime Modified => extensions.Local.FindTime("mtime") ?? globals.FindTime("mtime")
        ?? new UnixTime(TarBlock.Number(_block[TarBlock.Modified], "time"));

    internal DeviceNumber Device =>
        new((uint)TarBlock.Number(_block[TarBlock.DeviceMajor], "device"),
            (uint)TarBlock.Number(_block[TarBlock.DeviceMinor], "device"));

    private long? Number(string key) => extensions.Local.FindNumber(key) ?? globals.FindNumber(key);

    private static RawPath Long(RawPath path) => path.Length <= RawPath.MaxLength
        ? path
        : throw new SlipwayException(
            ErrorCode.Malformed, $"a path in a tar archive is longer than {RawPath.MaxLength} bytes");

    /// <summary>chown(2) treats the largest number as "unchanged".</summary>
    private static uint Id(long id) =>
        id is >= 0 and < uint.MaxValue ? (uint)id : throw new SlipwayException(
            ErrorCode.Malformed, $"{id} in a tar archive is no user or group id");
}
