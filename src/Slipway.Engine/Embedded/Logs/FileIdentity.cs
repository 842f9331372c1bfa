using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Engine.Embedded.Logs;

/// <summary>Identifies files of one file system regardless of their names (statx(2), the inode).</summary>
internal static unsafe partial class FileIdentity
{
    private const int CurrentDirectory = -100;
    private const int EmptyPath = 0x1000;
    private const uint Inode = 0x100;
    private const int InodeOffset = 32;

    /// <summary>0 when the file does not exist.</summary>
    public static long Of(string path) => Query(CurrentDirectory, path, 0);

    public static long Of(SafeFileHandle file)
    {
        var inode = Query((int)file.DangerousGetHandle(), "", EmptyPath);
        GC.KeepAlive(file);
        return inode;
    }

    private static long Query(int directory, string path, int flags)
    {
        var answer = stackalloc byte[256];
        return StatX(directory, path, flags, Inode, answer) == 0 ? *(long*)(answer + InodeOffset) : 0;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int directory, string path, int flags, uint mask, byte* answer);
}
