using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Files;

/// <summary>
/// An open directory. Every operation is relative to it, on a name or a path below it; the last component is never
/// followed when it is a symbolic link. Paths of several components are resolved by the kernel: for untrusted trees,
/// open the parent with <see cref="OpenDirectory"/>, which follows no links, and use single names.
/// </summary>
/// <remarks>All methods throw <see cref="LinuxException"/> when the call fails.</remarks>
public sealed unsafe class DirectoryHandle : IDisposable
{
    private readonly SafeFileHandle _handle;

    private DirectoryHandle(SafeFileHandle handle) => _handle = handle;

    /// <summary>The descriptor for other system calls; valid until this object is disposed.</summary>
    public int Descriptor => (int)_handle.DangerousGetHandle();

    /// <summary>Opens a directory by a trusted path of the host.</summary>
    public static DirectoryHandle Open(string path) => Open(RawPath.Of(path));

    /// <inheritdoc cref="Open(string)"/>
    public static DirectoryHandle Open(RawPath path) =>
        new(OpenAt(FileCalls.CurrentDirectory, path, OpenFlags.Directory, 0, Linux.Files.Resolve.Anyhow));

    /// <summary>Duplicates the handle.</summary>
    public DirectoryHandle Duplicate() => OpenDirectory(RawPath.Empty);

    /// <summary>Opens a directory below this one, or this one again when the path is empty.</summary>
    public DirectoryHandle OpenDirectory(RawPath path, Resolve resolve = Resolve.Untrusted) =>
        new(OpenAt(Descriptor, path.IsEmpty ? Dot : path, OpenFlags.Directory, 0, resolve));

    /// <summary>Like <see cref="OpenDirectory"/>; null when the path does not exist or is not a directory.</summary>
    public DirectoryHandle? FindDirectory(RawPath path, Resolve resolve = Resolve.Untrusted)
    {
        var handle = TryOpenAt(Descriptor, path.IsEmpty ? Dot : path, OpenFlags.Directory, 0, resolve);
        if (!handle.IsInvalid)
            return new DirectoryHandle(handle);
        return (Errno)Marshal.GetLastPInvokeError() is Errno.NotFound or Errno.NotDirectory or Errno.TooManyLinks
            ? null
            : throw LinuxException.Last("openat2", path.ToString());
    }

    /// <param name="mode">Permission bits of a file that is made; the process's umask applies.</param>
    public SafeFileHandle OpenFile(RawPath path, OpenFlags flags, int mode = 0, Resolve resolve = Resolve.Untrusted) =>
        OpenAt(Descriptor, path, flags | OpenFlags.NoFollow, mode, resolve);

    public FileStat Stat(RawPath path) =>
        Find(path) ?? throw new LinuxException("statx", path.ToString(), Errno.NotFound);

    /// <summary>The metadata of an entry, or null when it does not exist.</summary>
    public FileStat? Find(RawPath path)
    {
        FileCalls.Statx stat;
        fixed (byte* p = path.Terminated)
        {
            if (FileCalls.statx(
                Descriptor, p, FileCalls.NoFollow | FileCalls.EmptyPath, FileCalls.BasicStats, &stat) == 0)
                return Of(stat);
        }
        return (Errno)Marshal.GetLastPInvokeError() is Errno.NotFound or Errno.NotDirectory
            ? null
            : throw LinuxException.Last("statx", path.ToString());
    }

    /// <summary>This directory itself.</summary>
    public FileStat Stat() => Stat(RawPath.Empty);

    /// <summary>The names in this directory, in the file system's order, without <c>.</c> and <c>..</c>.</summary>
    public IReadOnlyList<RawPath> List()
    {
        const int bufferSize = 32 << 10;
        var names = new List<RawPath>();
        var buffer = stackalloc byte[bufferSize];
        LinuxException.Check((int)FileCalls.lseek(Descriptor, 0, 0), "lseek");
        for (int filled; (filled = LinuxException.Check(
            (int)FileCalls.getdents64(Descriptor, buffer, bufferSize), "getdents64")) > 0;)
        {
            // struct linux_dirent64: u64 inode, s64 offset, u16 record length, u8 type, name and NUL
            for (var at = 0; at < filled; at += *(ushort*)(buffer + at + 16))
            {
                var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer + at + 19);
                if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                    names.Add(RawPath.Of(name));
            }
        }
        return names;
    }

    public RawPath ReadLink(RawPath path)
    {
        var buffer = stackalloc byte[RawPath.MaxLength + 1];
        fixed (byte* p = path.Terminated)
        {
            var length = LinuxException.Check(
                (int)FileCalls.readlinkat(Descriptor, p, buffer, RawPath.MaxLength + 1), "readlinkat", path.ToString());
            return RawPath.Of(new ReadOnlySpan<byte>(buffer, length));
        }
    }

    /// <summary>Syncs the directory itself, and so its entries, to the disk (fsync(2)).</summary>
    public void Sync() => LinuxException.Check(FileCalls.fsync(Descriptor), "fsync");

    /// <summary>Syncs the whole file system to the disk (syncfs(2)).</summary>
    public void SyncFileSystem() => LinuxException.Check(FileCalls.syncfs(Descriptor), "syncfs");

    public void Dispose() => _handle.Dispose();

    private static readonly RawPath Dot = RawPath.Of("."u8);

    private static SafeFileHandle OpenAt(int directory, RawPath path, OpenFlags flags, int mode, Resolve resolve)
    {
        var handle = TryOpenAt(directory, path, flags, mode, resolve);
        return handle.IsInvalid ? throw LinuxException.Last("openat2", path.ToString()) : handle;
    }

    private static SafeFileHandle TryOpenAt(int directory, RawPath path, OpenFlags flags, int mode, Resolve resolve)
    {
        var how =
            new FileCalls.OpenHow { Flags = OpenFlagBits.Of(flags), Mode = (ulong)mode, Resolve = (ulong)resolve };
        fixed (byte* p = path.Terminated)
        {
            long descriptor;
            // EAGAIN: something was renamed during a walk with RESOLVE_BENEATH; the walk is retried.
            var attempts = 100;
            do
                descriptor = FileCalls.syscall(FileCalls.OpenAt2, directory, p, &how, (nuint)sizeof(FileCalls.OpenHow));
            while (descriptor < 0 && --attempts > 0
                && (Errno)Marshal.GetLastPInvokeError() is Errno.Interrupted or Errno.TryAgain);
            return new SafeFileHandle((nint)descriptor, ownsHandle: true);
        }
    }

    internal static FileStat Of(FileCalls.Statx stat) => new(
        (FileKind)(stat.Mode >> 12), stat.Mode & 0xfff, stat.Uid, stat.Gid, stat.Size,
        new UnixTime(stat.ModifiedSeconds, stat.ModifiedNanoseconds),
        new DeviceNumber(stat.DeviceMajor, stat.DeviceMinor).Packed, stat.Inode, stat.Links,
        new DeviceNumber(stat.NodeMajor, stat.NodeMinor));
}
