namespace Slipway.Linux.Files;

/// <summary>File types, with the kernel's numbers (inode(7), S_IFMT shifted).</summary>
public enum FileKind
{
    Unknown = 0,
    Fifo = 1,
    CharDevice = 2,
    Directory = 4,
    BlockDevice = 6,
    Regular = 8,
    Symlink = 10,
    Socket = 12,
}

/// <summary>The result of statx(2).</summary>
/// <param name="Mode">The permission bits with set-user-id, set-group-id and sticky (07777).</param>
/// <param name="Size">Bytes of a regular file's content or of a link's target.</param>
/// <param name="Device">The file system the inode is on.</param>
/// <param name="Node">The device number of a device node.</param>
public readonly record struct FileStat(
    FileKind Kind, int Mode, uint Uid, uint Gid, long Size, UnixTime Modified, ulong Device, ulong Inode,
    uint Links, DeviceNumber Node)
{
    public bool IsDirectory => Kind == FileKind.Directory;

    public bool IsRegular => Kind == FileKind.Regular;

    /// <summary>An overlayfs whiteout in an upper or lower directory: a character device 0:0.</summary>
    public bool IsWhiteout => Kind == FileKind.CharDevice && Node == default;

    /// <summary>Whether both are the same inode.</summary>
    public bool IsSameFile(FileStat other) => Device == other.Device && Inode == other.Inode;
}

public readonly record struct DeviceNumber(uint Major, uint Minor)
{
    /// <summary>makedev(3).</summary>
    internal ulong Packed => ((ulong)(Major & 0xfffff000u) << 32) | ((Major & 0xfffu) << 8)
        | ((ulong)(Minor & 0xffffff00u) << 12) | (Minor & 0xffu);
}
