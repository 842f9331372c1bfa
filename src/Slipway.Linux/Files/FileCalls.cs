using System.Runtime.InteropServices;

namespace Slipway.Linux.Files;

/// <summary>libc's file system calls. Names are NUL-terminated bytes.</summary>
internal static unsafe partial class FileCalls
{
    internal const int CurrentDirectory = -100; // AT_FDCWD
    internal const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    internal const int RemoveDirectory = 0x200; // AT_REMOVEDIR
    internal const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    internal const uint BasicStats = 0x7ff; // STATX_BASIC_STATS
    internal const long OpenAt2 = 437; // the same on every architecture, as all newer calls

    [StructLayout(LayoutKind.Sequential)]
    internal struct OpenHow
    {
        internal ulong Flags, Mode, Resolve;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct TimeSpec
    {
        internal long Seconds, Nanoseconds;
    }

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct Statx
    {
        [FieldOffset(16)] internal uint Links;
        [FieldOffset(20)] internal uint Uid;
        [FieldOffset(24)] internal uint Gid;
        [FieldOffset(28)] internal ushort Mode;
        [FieldOffset(32)] internal ulong Inode;
        [FieldOffset(40)] internal long Size;
        [FieldOffset(112)] internal long ModifiedSeconds;
        [FieldOffset(120)] internal uint ModifiedNanoseconds;
        [FieldOffset(128)] internal uint NodeMajor;
        [FieldOffset(132)] internal uint NodeMinor;
        [FieldOffset(136)] internal uint DeviceMajor;
        [FieldOffset(140)] internal uint DeviceMinor;
    }

    [LibraryImport("libc", SetLastError = true)]
    internal static partial long syscall(long number, int directory, byte* path, OpenHow* how, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int statx(int directory, byte* path, int flags, uint mask, Statx* stat);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint getdents64(int directory, byte* buffer, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial long lseek(int file, long offset, int whence);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint readlinkat(int directory, byte* path, byte* buffer, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int mkdirat(int directory, byte* path, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int mknodat(int directory, byte* path, uint mode, ulong device);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int symlinkat(byte* target, int directory, byte* path);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int linkat(int fromDirectory, byte* from, int toDirectory, byte* to, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int unlinkat(int directory, byte* path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int renameat2(int fromDirectory, byte* from, int toDirectory, byte* to, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fchownat(int directory, byte* path, uint uid, uint gid, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fchmod(int file, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fchmodat(int directory, byte* path, uint mode, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int utimensat(int directory, byte* path, TimeSpec* times, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int futimens(int file, TimeSpec* times);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(int file, byte* buffer, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint write(int file, byte* buffer, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ftruncate(int file, long size);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint copy_file_range(
        int from, long* fromOffset, int to, long* toOffset, nuint size, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fsync(int file);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int syncfs(int file);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint llistxattr(byte* path, byte* list, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint lgetxattr(byte* path, byte* name, byte* value, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int lsetxattr(byte* path, byte* name, byte* value, nuint size, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int lremovexattr(byte* path, byte* name);
}
