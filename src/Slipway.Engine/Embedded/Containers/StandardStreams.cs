using System.Runtime.InteropServices;
using Slipway.Linux;
using Slipway.Linux.Files;

namespace Slipway.Engine.Embedded.Containers;

/// <summary>
/// Makes the container's user the owner of its output pipes. The monitor creates them as the host's root, which does
/// not exist in the container's user namespace: writing to them works, but opening <c>/dev/stdout</c> or
/// <c>/proc/self/fd/2</c> by name would be refused.
/// </summary>
internal static partial class StandardStreams
{
    /// <param name="init">The container's first process, not yet started.</param>
    /// <param name="owner">Ids of the host; null when the runtime has already set the owner.</param>
    /// <exception cref="LinuxException">The process has ended.</exception>
    internal static void Give(int init, (uint Uid, uint Gid)? owner)
    {
        for (var number = 0; number <= 2; number++)
        {
            var path = $"/proc/{init}/fd/{number}";
            if (new FileInfo(path).LinkTarget?.StartsWith("pipe:", StringComparison.Ordinal) != true)
                continue; // the host's /dev/null
            if (owner is var (uid, gid) && ChangeOwner(path, uid, gid) != 0)
                throw new LinuxException("chown", path, (Errno)Marshal.GetLastPInvokeError());
            // Other users in the container may open them, too, as they may write to inherited descriptors. This exposes
            // nothing: a pipe can be reached only through the processes that hold it.
            File.SetUnixFileMode(path, UnixFileModes.AllReadWrite);
        }
    }

    /// <summary>chown(2) follows the link to the pipe itself.</summary>
    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint uid, uint gid);
}
