using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Processes;

/// <summary>The master side of a new pseudo-terminal (pty(7)).</summary>
public sealed partial class PseudoTerminal : IDisposable
{
    private const int ReadWriteNoControlCloseOnExec = 2 | 0x100 | 0x80000;
    private const ulong SetWindowSize = 0x5414;
    private readonly SafeFileHandle _master;

    private PseudoTerminal(SafeFileHandle master, string path)
    {
        (_master, Path) = (master, path);
        Stream = new FileStream(master, FileAccess.ReadWrite, 0);
    }

    /// <summary>The slave side, opened by the child.</summary>
    public string Path { get; }

    public Stream Stream { get; }

    public static PseudoTerminal Open()
    {
        var master = new SafeFileHandle(
            LinuxException.Check(OpenMaster(ReadWriteNoControlCloseOnExec), "posix_openpt"), ownsHandle: true);
        LinuxException.Check(Grant(master), "grantpt");
        LinuxException.Check(Unlock(master), "unlockpt");
        var name = new byte[128];
        LinuxException.Check(-NameOf(master, name, (nuint)name.Length), "ptsname_r");
        return new PseudoTerminal(master, Encoding.ASCII.GetString(name, 0, Array.IndexOf(name, (byte)0)));
    }

    /// <summary>Sets the size of the terminal; its programs get SIGWINCH.</summary>
    public void Resize(int rows, int columns)
    {
        Span<ushort> size = [(ushort)rows, (ushort)columns, 0, 0];
        LinuxException.Check(Control(_master, SetWindowSize, size), "ioctl TIOCSWINSZ");
    }

    public void Dispose() => Stream.Dispose();

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    private static partial int OpenMaster(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    private static partial int Grant(SafeFileHandle master);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    private static partial int Unlock(SafeFileHandle master);

    [LibraryImport("libc", EntryPoint = "ptsname_r", SetLastError = true)]
    private static partial int NameOf(SafeFileHandle master, byte[] name, nuint length);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle descriptor, ulong request, Span<ushort> size);
}
