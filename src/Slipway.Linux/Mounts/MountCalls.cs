using System.Runtime.InteropServices;

namespace Slipway.Linux.Mounts;

/// <summary>
/// The mount calls of the kernel. Those newer than the C library go through syscall(2); their numbers are the same on
/// every architecture.
/// </summary>
internal static partial class MountCalls
{
    internal const int CurrentDirectory = -100; // AT_FDCWD
    internal const uint OpenTreeClone = 1;
    internal const uint CloseOnExec = 0x80000;
    internal const uint Recursive = 0x8000; // AT_RECURSIVE
    internal const uint EmptyPath = 0x1000; // AT_EMPTY_PATH
    internal const uint MoveFromEmptyPath = 4; // MOVE_MOUNT_F_EMPTY_PATH
    internal const ulong IdMap = 0x100000; // MOUNT_ATTR_IDMAP

    internal const ulong Bind = 4096; // MS_BIND
    internal const ulong Private = 1 << 18; // MS_PRIVATE
    internal const int DetachNow = 2; // MNT_DETACH
    internal const int NoFollow = 8; // UMOUNT_NOFOLLOW

    private const long OpenTreeNumber = 428;
    private const long MoveMountNumber = 429;
    private const long MountSetAttributesNumber = 442;

    [StructLayout(LayoutKind.Sequential)]
    internal struct Attributes
    {
        internal ulong Set;
        internal ulong Clear;
        internal ulong Propagation;
        internal ulong UserNamespace;
    }

    internal static int OpenTree(string path, uint flags) =>
        (int)OpenTree(OpenTreeNumber, CurrentDirectory, path, flags);

    internal static int MoveMount(int mount, string target) =>
        (int)MoveMount(MoveMountNumber, mount, "", CurrentDirectory, target, MoveFromEmptyPath);

    internal static unsafe int SetAttributes(int mount, uint flags, Attributes attributes) =>
        (int)SetAttributes(MountSetAttributesNumber, mount, "", flags, &attributes, (nuint)sizeof(Attributes));

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Mount(string? source, string target, string? type, ulong flags, string? data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Unmount(string target, int flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long OpenTree(long number, long directory, string path, ulong flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long MoveMount(long number, long from, string fromPath, long to, string toPath, ulong flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial long SetAttributes(
        long number, long mount, string path, ulong flags, Attributes* attributes, nuint size);
}
