using Slipway.Linux.Files;

namespace Slipway.Oci.Tar;

public enum TarKind
{
    File,

    /// <summary>A hard link to an earlier entry's file.</summary>
    HardLink,
    Symlink,
    CharDevice,
    BlockDevice,
    Directory,
    Fifo,
}

/// <summary>
/// A member of a tar archive: its header merged with all extension headers. Names are raw bytes of the archive, neither
/// normalized nor trusted. User and group names are ignored; ids are used.
/// </summary>
public sealed record TarEntry(TarKind Kind, RawPath Path)
{
    /// <summary>Permission bits with set-user-id, set-group-id and sticky (07777).</summary>
    public int Mode { get; init; }

    public uint Uid { get; init; }

    public uint Gid { get; init; }

    public UnixTime Modified { get; init; }

    /// <summary>The size of a file's content including holes; 0 for everything else.</summary>
    public long Size { get; init; }

    /// <summary>The target of a link; for hard links the path of an earlier entry.</summary>
    public RawPath LinkTarget { get; init; }

    public DeviceNumber Device { get; init; }

    /// <summary>Sorted by name.</summary>
    public IReadOnlyList<ExtendedAttribute> Attributes { get; init; } = [];

    /// <summary>
    /// The data segments of a sparse file, in order; the rest are holes. Null: no holes. Used for reading only.
    /// </summary>
    public IReadOnlyList<TarSegment>? Segments { get; init; }
}

/// <summary>A data segment of a sparse file.</summary>
public readonly record struct TarSegment(long Offset, long Length);

/// <summary>Limits for header data held in memory.</summary>
public sealed record TarLimits
{
    public static readonly TarLimits Default = new();

    /// <summary>Bytes of one entry's pax header, and of all global ones together.</summary>
    public int PaxHeader { get; init; } = 1 << 20;

    /// <summary>Extended attributes of one entry.</summary>
    public int Attributes { get; init; } = 256;

    /// <summary>Segments of one sparse file.</summary>
    public int Segments { get; init; } = 1 << 17;
}
