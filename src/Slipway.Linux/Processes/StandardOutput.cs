using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;

namespace Slipway.Linux.Processes;

/// <summary>
/// Standard output and standard error of this process. They can be redirected while others write to them.
/// </summary>
public static partial class StandardOutput
{
    private const int Output = 1;
    private const int Errors = 2;

    /// <summary>The size of the file behind standard output; undefined when it is not a file.</summary>
    public static long Length => Of(Output).Stat().Size;

    /// <summary>Whether standard output goes to the file at this path.</summary>
    public static bool LeadsTo(string path)
    {
        using var directory = DirectoryHandle.Open(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return directory.Find(RawPath.Of(Path.GetFileName(path))) is { } file && file.IsSameFile(Of(Output).Stat());
    }

    /// <exception cref="LinuxException">The write failed.</exception>
    public static void Write(ReadOnlySpan<byte> bytes) => Of(Output).WriteAll(bytes);

    /// <summary>
    /// Redirects standard output to append to a file, which is created if needed; standard error follows if both went
    /// to the same file. No byte is lost: concurrent writes go to the old or the new file.
    /// </summary>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public static void TurnTo(string path)
    {
        using var directory = DirectoryHandle.Open(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var file = directory.OpenFile(
            RawPath.Of(Path.GetFileName(path)), OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Append,
            FileModes.OwnerReadWrite);
        if (Of(Errors).Stat().IsSameFile(Of(Output).Stat()))
            LinuxException.Check(Duplicate((int)file.DangerousGetHandle(), Errors), "dup2", path);
        LinuxException.Check(Duplicate((int)file.DangerousGetHandle(), Output), "dup2", path);
    }

    private static SafeFileHandle Of(int descriptor) => new(descriptor, ownsHandle: false);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate(int from, int to);
}
