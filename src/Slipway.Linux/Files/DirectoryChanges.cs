using System.Runtime.InteropServices;

namespace Slipway.Linux.Files;

/// <summary>
/// Operations that change the entries of a directory and their metadata. Symbolic links are never followed.
/// </summary>
public static unsafe class DirectoryChanges
{
    extension(DirectoryHandle directory)
    {
        /// <param name="mode">Permission bits; the process's umask applies.</param>
        public void MakeDirectory(RawPath name, int mode)
        {
            fixed (byte* p = name.Terminated)
                LinuxException.Check(
                    FileCalls.mkdirat(directory.Descriptor, p, (uint)mode), "mkdirat", name.ToString());
        }

        /// <summary>Creates a FIFO or a device node.</summary>
        public void MakeNode(RawPath name, FileKind kind, int mode, DeviceNumber device = default)
        {
            fixed (byte* p = name.Terminated)
                LinuxException.Check(
                    FileCalls.mknodat(directory.Descriptor, p, ((uint)kind << 12) | (uint)mode, device.Packed),
                    "mknodat", name.ToString());
        }

        /// <summary>Creates an overlayfs whiteout: a character device 0:0.</summary>
        public void MakeWhiteout(RawPath name) => directory.MakeNode(name, FileKind.CharDevice, 0);

        public void MakeSymlink(RawPath name, RawPath target)
        {
            fixed (byte* p = name.Terminated, t = target.Terminated)
                LinuxException.Check(FileCalls.symlinkat(t, directory.Descriptor, p), "symlinkat", name.ToString());
        }

        /// <summary>Creates a hard link to a file of <paramref name="source"/> in this directory.</summary>
        public void MakeLink(RawPath name, DirectoryHandle source, RawPath existing)
        {
            fixed (byte* p = name.Terminated, e = existing.Terminated)
                LinuxException.Check(
                    FileCalls.linkat(source.Descriptor, e, directory.Descriptor, p, 0), "linkat", name.ToString());
        }

        public void RemoveFile(RawPath name)
        {
            fixed (byte* p = name.Terminated)
                LinuxException.Check(FileCalls.unlinkat(directory.Descriptor, p, 0), "unlinkat", name.ToString());
        }

        /// <summary>Removes an empty directory.</summary>
        public void RemoveDirectory(RawPath name)
        {
            fixed (byte* p = name.Terminated)
                LinuxException.Check(FileCalls.unlinkat(directory.Descriptor, p, FileCalls.RemoveDirectory),
                    "unlinkat", name.ToString());
        }

        /// <summary>Removes an empty directory; false when it is not empty.</summary>
        public bool TryRemoveDirectory(RawPath name)
        {
            fixed (byte* p = name.Terminated)
            {
                if (FileCalls.unlinkat(directory.Descriptor, p, FileCalls.RemoveDirectory) == 0)
                    return true;
            }
            return (Errno)Marshal.GetLastPInvokeError() is Errno.NotEmpty or Errno.Exists
                ? false
                : throw LinuxException.Last("unlinkat", name.ToString());
        }

        /// <summary>Renames atomically.</summary>
        public void Rename(RawPath name, DirectoryHandle target, RawPath newName, RenameMode mode = RenameMode.Replace)
        {
            fixed (byte* p = name.Terminated, n = newName.Terminated)
            {
                LinuxException.Check(
                    FileCalls.renameat2(directory.Descriptor, p, target.Descriptor, n, (uint)mode), "renameat2",
                    $"{name} to {newName}");
            }
        }

        /// <summary>
        /// Changes the owner; an empty name is the directory itself. The kernel clears set-user-id bits and file
        /// capabilities.
        /// </summary>
        public void SetOwner(RawPath name, uint uid, uint gid)
        {
            fixed (byte* p = name.Terminated)
            {
                LinuxException.Check(
                    FileCalls.fchownat(directory.Descriptor, p, uid, gid, FileCalls.NoFollow | FileCalls.EmptyPath),
                    "fchownat", name.ToString());
            }
        }

        /// <summary>
        /// Changes the permission bits of anything but a symbolic link; an empty name is the directory itself.
        /// </summary>
        public void SetMode(RawPath name, int mode)
        {
            if (name.IsEmpty)
            {
                LinuxException.Check(FileCalls.fchmod(directory.Descriptor, (uint)mode), "fchmod");
                return;
            }
            fixed (byte* p = name.Terminated)
                LinuxException.Check(FileCalls.fchmodat(directory.Descriptor, p, (uint)mode, FileCalls.NoFollow),
                    "fchmodat", name.ToString());
        }

        /// <summary>Sets access and modification time; an empty name is the directory itself.</summary>
        public void SetTimes(RawPath name, UnixTime modified)
        {
            var times = stackalloc FileCalls.TimeSpec[2];
            times[0] = times[1] =
                new FileCalls.TimeSpec { Seconds = modified.Seconds, Nanoseconds = modified.Nanoseconds };
            fixed (byte* p = name.Terminated)
            {
                var result = name.IsEmpty
                    ? FileCalls.futimens(directory.Descriptor, times)
                    : FileCalls.utimensat(directory.Descriptor, p, times, FileCalls.NoFollow);
                LinuxException.Check(result, "utimensat", name.ToString());
            }
        }
    }
}

/// <summary>What renameat2(2) does when the new name exists.</summary>
public enum RenameMode
{
    Replace = 0,

    /// <summary>Fails with EEXIST.</summary>
    NoReplace = 1,

    /// <summary>Exchanges both entries.</summary>
    Exchange = 2,
}
