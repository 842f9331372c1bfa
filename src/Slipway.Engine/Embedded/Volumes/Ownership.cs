using System.Runtime.InteropServices;
using Slipway.Linux;

namespace Slipway.Engine.Embedded.Volumes;

internal static partial class Ownership
{
    /// <summary>chown(2); links are not followed.</summary>
    public static void Change(string path, uint uid, uint gid)
    {
        if (ChangeOwner(path, uid, gid) != 0)
            throw new LinuxException("lchown", path, (Errno)Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint uid, uint gid);
}
