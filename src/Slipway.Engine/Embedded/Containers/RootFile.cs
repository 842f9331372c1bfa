using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux;
using Slipway.Linux.Mounts;

namespace Slipway.Engine.Embedded.Containers;

/// <summary>
/// Reads a small file of a container's root. Links are resolved inside the root, as in the container (openat2(2),
/// RESOLVE_IN_ROOT).
/// </summary>
internal static partial class RootFile
{
    private const int MaxBytes = 4 << 20;
    private const long OpenAt2Number = 437;
    private const ulong ReadOnlyNonBlockingCloseOnExec = 0x800 | 0x80000;
    private const ulong InRootWithoutMagicLinks = 0x10 | 0x02;

    /// <summary>The text, or null when there is no such regular file.</summary>
    /// <exception cref="SlipwayException">The file is too long.</exception>
    public static string? ReadText(string root, string path)
    {
        using var directory = FileSystem.OpenPath(root);
        var how = new OpenHow { Flags = ReadOnlyNonBlockingCloseOnExec, Resolve = InRootWithoutMagicLinks };
        int descriptor;
        unsafe
        {
            descriptor = (int)OpenAt2(
                OpenAt2Number, (int)directory.DangerousGetHandle(), path, &how, (nuint)sizeof(OpenHow));
        }
        GC.KeepAlive(directory);
        if (descriptor < 0)
            return (Errno)Marshal.GetLastPInvokeError() is Errno.NotFound or Errno.NotDirectory
                or Errno.TooManyLinks or Errno.CrossDevice
                ? null
                : throw new LinuxException("openat2", path, (Errno)Marshal.GetLastPInvokeError());
        using var file = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            return Read(file, path);
        }
        catch (Exception e) when (e is NotSupportedException or UnauthorizedAccessException)
        {
            return null; // a fifo or a directory
        }
    }

    private static string Read(SafeFileHandle file, string path)
    {
        var length = RandomAccess.GetLength(file);
        if (length > MaxBytes)
            throw new SlipwayException(
                ErrorCode.EngineInvalidSpec, $"the image's /{path} is {length} bytes long; {MaxBytes} are the most");
        var bytes = new byte[length];
        return Encoding.UTF8.GetString(bytes, 0, RandomAccess.Read(file, bytes, 0));
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        internal ulong Flags;
        internal ulong Mode;
        internal ulong Resolve;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial long OpenAt2(long number, long directory, string path, OpenHow* how, nuint size);
}
