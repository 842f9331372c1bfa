namespace Slipway.Linux.Mounts;

/// <summary>Mounts by path (mount(2), umount2(2)).</summary>
public static class Mount
{
    private const int DetachAttempts = 64;

    /// <summary>Bind-mounts a directory or file; mounts below it or made later do not propagate.</summary>
    public static void BindPrivate(string source, string target)
    {
        LinuxException.Check(MountCalls.Mount(source, target, null, MountCalls.Bind, null), "mount --bind", target);
        LinuxException.Check(
            MountCalls.Mount(null, target, null, MountCalls.Private, null), "mount --make-private", target);
    }

    /// <summary>Mounts a tmpfs of at most <paramref name="size"/> bytes.</summary>
    /// <param name="name">The source shown in the mount table.</param>
    /// <param name="mode">Permission bits of its root.</param>
    /// <param name="owner">User and group of its root.</param>
    public static void Memory(string name, string target, long size, int mode, MountFlags flags, uint owner = 0) =>
        LinuxException.Check(
            MountCalls.Mount(name, target, "tmpfs", (ulong)flags,
                $"size={size},mode={Convert.ToString(mode, 8)},uid={owner},gid={owner}"),
            "mount tmpfs", target);

    /// <summary>Unmounts a path. False when nothing is mounted there.</summary>
    /// <param name="detach">Frees the path at once; open files stay usable (MNT_DETACH).</param>
    public static bool Unmount(string target, bool detach = false)
    {
        if (MountCalls.Unmount(target, MountCalls.NoFollow | (detach ? MountCalls.DetachNow : 0)) == 0)
            return true;
        var error = LinuxException.Last("umount", target);
        return error.Errno is Errno.Invalid or Errno.NotFound ? false : throw error;
    }

    /// <summary>Unmounts everything at or below a path, the newest mount first.</summary>
    public static void UnmountAll(string path)
    {
        foreach (var entry in MountTable.Read().Under(path).Reverse())
            Unmount(entry.Target, detach: true);
        for (var attempt = 0; attempt < DetachAttempts && MountTable.Read().Under(path).Any(); attempt++)
            Unmount(MountTable.Read().Under(path).Last().Target, detach: true);
    }
}
