using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Files;

/// <summary>Makes the names in a directory durable: a rename survives power loss only after the directory's fsync (fsync(2)).</summary>
public static partial class DirectorySync
{
    private const int ReadOnlyDirectoryCloseOnExec = 0x10000 | 0x80000; // O_DIRECTORY | O_CLOEXEC; O_RDONLY is 0

    /// <exception cref="LinuxException">The directory cannot be opened or the disk failed.</exception>
    public static void Flush(string directory)
    {
        using var handle = new SafeFileHandle(LinuxException.Check(Open(directory, DirectoryFlags), "open", directory), ownsHandle: true);
        LinuxException.Check(Sync(handle), "fsync", directory);
    }

    // O_DIRECTORY has another value on arm64.
    private static int DirectoryFlags =>
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 | 0x80000 : ReadOnlyDirectoryCloseOnExec;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(SafeFileHandle handle);
}
