using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Mounts;

/// <summary>
/// A detached clone of a mount: give it an id map and restrictions, then attach it to a path. Disposing an unattached
/// clone unmounts it.
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
    /// Maps ids by a user namespace: an id 0 on disk shows as, say, 200000 in the mount, and is written back as 0
    /// (mount_setattr(2), MOUNT_ATTR_IDMAP). Possible once, before the mount is attached.
    /// </summary>
    /// <exception cref="LinuxException">The file system or kernel does not support id-mapped mounts.</exception>
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

    /// <summary>Sets exactly these restrictions, whatever those of the original mount are.</summary>
    public DetachedMount Restrict(MountFlags flags, bool recursive = false)
    {
        const MountFlags all = MountFlags.ReadOnly | MountFlags.NoSetUid | MountFlags.NoDevices | MountFlags.NoExecute;
        var attributes = new MountCalls.Attributes { Set = (ulong)flags, Clear = (ulong)(all & ~flags) };
        LinuxException.Check(MountCalls.SetAttributes(
            Descriptor, MountCalls.EmptyPath | (recursive ? MountCalls.Recursive : 0), attributes), "mount_setattr");
        return this;
    }

    /// <summary>Attaches the mount to an existing path: directories to directories, files to files.</summary>
    public void Attach(string target) =>
        LinuxException.Check(MountCalls.MoveMount(Descriptor, target), "move_mount", target);

    public void Dispose() => _handle.Dispose();

    private int Descriptor => (int)_handle.DangerousGetHandle();
}
