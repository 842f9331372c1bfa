using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;

namespace Slipway.Linux.Processes;

/// <summary>
/// The descriptors that this process writes its output and errors to. What they lead to can be changed under
/// everything that writes.
/// </summary>
public static partial class StandardOutput
{
    private const int Output = 1;
    private const int Errors = 2;

    /// <summary>Bytes of the file that the output goes to; nothing of sense when it is none.</summary>
    public static long Length => Of(Output).Stat().Size;

    /// <summary>Whether the output goes to the file at this path.</summary>
    public static bool LeadsTo(string path)
    {
        using var directory = DirectoryHandle.Open(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return directory.Find(RawPath.Of(Path.GetFileName(path))) is { } file && file.IsSameFile(Of(Output).Stat());
    }

    /// <exception cref="LinuxException">The write failed.</exception>
    public static void Write(ReadOnlySpan<byte> bytes) => Of(Output).WriteAll(bytes);

    /// <summary>
    /// Opens a file, which is made if it is not there, and appends the output to it from now on, and the errors if they
    /// went where the output did. No byte is lost between the two: what is written meanwhile goes to one or the other.
    /// </summary>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public static void TurnTo(string path)
    {
        using var directory = DirectoryHandle.Open(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var file = directory.OpenFile(
            RawPath.Of(Path.GetFileName(path)), OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Append, FileModes.OwnerReadWrite);
        if (Of(Errors).Stat().IsSameFile(Of(Output).Stat()))
            LinuxException.Check(Duplicate((int)file.DangerousGetHandle(), Errors), "dup2", path);
        LinuxException.Check(Duplicate((int)file.DangerousGetHandle(), Output), "dup2", path);
    }

    private static SafeFileHandle Of(int descriptor) => new(descriptor, ownsHandle: false);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate(int from, int to);
}
