using Slipway.Linux.Files;

namespace Slipway.Oci.Tar;

public enum TarKind
{
    File,

    /// <summary>A second name of an earlier entry's file.</summary>
    HardLink,
    Symlink,
    CharDevice,
    BlockDevice,
    Directory,
    Fifo,
}

/// <summary>
/// One member of a tar archive: its header and all extensions of the header, merged. Names are bytes as the archive
/// holds them, nothing is normalized or trusted. User and group names are not kept: ids count.
/// </summary>
public sealed record TarEntry(TarKind Kind, RawPath Path)
{
    /// <summary>Permission bits with set-user-id, set-group-id and sticky (07777).</summary>
    public int Mode { get; init; }

    public uint Uid { get; init; }

    public uint Gid { get; init; }

    public UnixTime Modified { get; init; }

    /// <summary>Bytes of a file's content with its holes; 0 for all that is no file.</summary>
    public long Size { get; init; }

    /// <summary>A link's target; for hard links the path of an earlier entry.</summary>
    public RawPath LinkTarget { get; init; }

    public DeviceNumber Device { get; init; }

    /// <summary>Sorted by name.</summary>
    public IReadOnlyList<ExtendedAttribute> Attributes { get; init; } = [];

    /// <summary>
    /// Where a sparse file has data, in order; the rest are holes. Null: all of it is data. Read only; files
    /// are written whole.
    /// </summary>
    public IReadOnlyList<TarSegment>? Segments { get; init; }
}

/// <summary>A piece of a sparse file that has data.</summary>
public readonly record struct TarSegment(long Offset, long Length);

/// <summary>How much of an archive's headers is taken into memory.</summary>
public sealed record TarLimits
{
    public static readonly TarLimits Default = new();

    /// <summary>Bytes of one entry's pax header, and of all global ones together.</summary>
    public int PaxHeader { get; init; } = 1 << 20;

    /// <summary>Extended attributes of one entry.</summary>
    public int Attributes { get; init; } = 256;

    /// <summary>Pieces of one sparse file.</summary>
    public int Segments { get; init; } = 1 << 17;
}
