using System.Runtime.InteropServices;

namespace Slipway.Linux.Namespaces;

/// <summary>
/// Keeps namespaces alive without a process: a bind mount of <c>/proc/PID/ns/…</c> over an empty file.
/// </summary>
public static partial class NamespacePin
{
    private const long NsfsMagic = 0x6e736673;
    private const int DetachMount = 2;
    private const ulong BindFlag = 4096;
    private const ulong PrivateFlag = 1 << 18;

    /// <exception cref="LinuxException">The namespace is gone or the mount is refused.</exception>
    public static void Pin(string from, string path)
    {
        File.Create(path).Dispose();
        LinuxException.Check(Mount(from, path, null, BindFlag, 0), "mount", path);
    }

    /// <summary>Unpins the namespace and removes the file; does nothing when it does not exist.</summary>
    public static void Unpin(string path)
    {
        while (IsPinned(path))
            LinuxException.Check(Unmount(path, DetachMount), "umount", path);
        File.Delete(path);
    }

    /// <summary>Whether a namespace is mounted on the file: after a reboot the file is there and empty.</summary>
    public static unsafe bool IsPinned(string path)
    {
        var buffer = stackalloc long[32];
        return StatFs(path, buffer) == 0 && buffer[0] == NsfsMagic;
    }

    /// <summary>Bind-mounts a directory to another path.</summary>
    public static void Bind(string directory, string path) =>
        LinuxException.Check(Mount(directory, path, null, BindFlag, 0), "mount", path);

    /// <summary>
    /// Makes the mount private: later mounts in the directory do not propagate to other mount namespaces.
    /// </summary>
    public static void MakePrivate(string directory) =>
        LinuxException.Check(Mount(null, directory, null, PrivateFlag, 0), "mount", directory);

    /// <summary>Undoes <see cref="Bind"/> and unmounts everything below.</summary>
    public static void Unbind(string directory)
    {
        while (IsMountPoint(directory))
            LinuxException.Check(Unmount(directory, DetachMount), "umount", directory);
    }

    public static bool IsMountPoint(string directory)
    {
        var real = Path.GetFullPath(directory);
        return File.ReadLines("/proc/self/mountinfo").Any(line => Unescape(line.Split(' ', 6)[4]) == real);
    }

    /// <summary>The kernel writes space, tab, newline and backslash as octal numbers (proc(5), mountinfo).</summary>
    private static string Unescape(string path) => path.Contains('\\', StringComparison.Ordinal)
        ? path.Replace("\\040", " ").Replace("\\011", "\t").Replace("\\012", "\n").Replace("\\134", "\\")
        : path;

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string? source, string target, string? type, ulong flags, nint data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);

    [LibraryImport("libc", EntryPoint = "statfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatFs(string path, long* buffer);
}
