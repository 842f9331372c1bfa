using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Mounts;

/// <summary>Free space of a file system: bytes and inodes available to unprivileged users.</summary>
public sealed record FileSystemSpace(long TotalBytes, long FreeBytes, long TotalInodes, long FreeInodes);

/// <summary>Operations on a whole file system.</summary>
public static partial class FileSystem
{
    /// <summary>statfs(2).</summary>
    public static FileSystemSpace SpaceOf(string path)
    {
        LinuxException.Check(StatFs(path, out var figures), "statfs", path);
        return new FileSystemSpace(
            figures.Blocks * figures.FragmentSize, figures.Available * figures.FragmentSize,
            figures.Files, figures.FreeFiles);
    }

    /// <summary>
    /// Makes everything written to the file system so far durable; fails if a write-back failed since the directory was
    /// opened (syncfs(2)).
    /// </summary>
    /// <param name="directory">One of its directories, opened for reading.</param>
    public static void Sync(SafeFileHandle directory)
    {
        LinuxException.Check(SyncFs((int)directory.DangerousGetHandle()), "syncfs");
        GC.KeepAlive(directory);
    }

    /// <summary>Opens a directory with O_PATH, or for reading.</summary>
    public static SafeFileHandle OpenPath(string directory, bool forReading = false)
    {
        const int directoryOnX86 = 0x10000, directoryOnArm = 0x4000, path = 0x200000, closeOnExec = 0x80000;
        var mustBeDirectory = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm
            ? directoryOnArm
            : directoryOnX86;
        var flags = mustBeDirectory | closeOnExec | (forReading ? 0 : path);
        return new SafeFileHandle(LinuxException.Check(Open(directory, flags), "open", directory), ownsHandle: true);
    }

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct StatFsBuffer
    {
        internal long Type, BlockSize, Blocks, Free, Available, Files, FreeFiles, Id, NameLength, FragmentSize, Flags;
        internal fixed long Spare[4];
    }

    [LibraryImport("libc", EntryPoint = "statfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatFs(string path, out StatFsBuffer figures);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFs(int descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
