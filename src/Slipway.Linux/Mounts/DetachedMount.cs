using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Mounts;

/// <summary>
/// A clone of a directory's or file's mount that no path shows yet: give it a map of ids and restrictions, then attach
/// it. What is not attached when it is disposed is gone.
/// </summary>
public sealed class DetachedMount : IDisposable
{
    private readonly SafeFileHandle _handle;

    private DetachedMount(SafeFileHandle handle) => _handle = handle;

    /// <exception cref="LinuxException">The path does not exist, or mounting is not allowed.</exception>
    public static DetachedMount Clone(string path, bool recursive = false)
    {
        var flags = MountCalls.OpenTreeClone | MountCalls.CloseOnExec | (recursive ? MountCalls.Recursive : 0);
        return new DetachedMount(new SafeFileHandle(
            LinuxException.Check(MountCalls.OpenTree(path, flags), "open_tree", path), ownsHandle: true));
    }

    /// <summary>
    /// Shows ids as the user namespace maps them: what is 0 on disk is, say, 200000 in the mount, and is written back
    /// as 0 (mount_setattr(2), MOUNT_ATTR_IDMAP). Once only, before the mount is attached.
    /// </summary>
    /// <exception cref="LinuxException">The file system or kernel has no id-mapped mounts.</exception>
    public DetachedMount MapIds(SafeFileHandle userNamespace)
    {
        var attributes = new MountCalls.Attributes
        {
            Set = MountCalls.IdMap, UserNamespace = (ulong)(int)userNamespace.DangerousGetHandle(),
        };
        LinuxException.Check(
            MountCalls.SetAttributes(Descriptor, MountCalls.EmptyPath, attributes), "mount_setattr", "idmap");
        GC.KeepAlive(userNamespace);
        return this;
    }

    /// <summary>Makes the restrictions exactly these, whatever those of the original are.</summary>
    public DetachedMount Restrict(MountFlags flags, bool recursive = false)
    {
        const MountFlags all = MountFlags.ReadOnly | MountFlags.NoSetUid | MountFlags.NoDevices | MountFlags.NoExecute;
        var attributes = new MountCalls.Attributes { Set = (ulong)flags, Clear = (ulong)(all & ~flags) };
        LinuxException.Check(MountCalls.SetAttributes(
            Descriptor, MountCalls.EmptyPath | (recursive ? MountCalls.Recursive : 0), attributes), "mount_setattr");
        return this;
    }

    /// <summary>Shows the mount at a path that exists. Directories go over directories, files over files.</summary>
    public void Attach(string target) =>
        LinuxException.Check(MountCalls.MoveMount(Descriptor, target), "move_mount", target);

    public void Dispose() => _handle.Dispose();

    private int Descriptor => (int)_handle.DangerousGetHandle();
}
