using System.Runtime.InteropServices;

namespace Slipway.Linux.Files;

/// <summary>
/// Flags of open(2). O_CLOEXEC is always added. The kernel's numbers differ between architectures; see
/// <see cref="OpenFlagBits"/>.
/// </summary>
[Flags]
public enum OpenFlags
{
    ReadOnly = 0,
    WriteOnly = 1,
    ReadWrite = 2,
    Create = 1 << 2,
    Exclusive = 1 << 3,
    Truncate = 1 << 4,
    Append = 1 << 5,
    NonBlocking = 1 << 6,
    Directory = 1 << 7,
    NoFollow = 1 << 8,

    /// <summary>O_PATH: refers to the file without opening it.</summary>
    PathOnly = 1 << 9,
}

/// <summary>Flags of openat2(2) that restrict path resolution.</summary>
[Flags]
public enum Resolve
{
    Anyhow = 0,
    NoCrossDevice = 1,
    NoMagicLinks = 2,
    NoSymlinks = 4,

    /// <summary>
    /// RESOLVE_BENEATH: <c>..</c>, absolute paths and links that lead out of the directory are refused (EXDEV).
    /// </summary>
    Beneath = 8,

    /// <summary>RESOLVE_IN_ROOT: the directory is the root, as in chroot(2).</summary>
    InRoot = 16,

    /// <summary>For untrusted trees: beneath the directory, and no link is followed.</summary>
    Untrusted = Beneath | NoSymlinks | NoMagicLinks,
}

internal static class OpenFlagBits
{
    private const ulong CloseOnExec = 0x80000;
    private static readonly bool Arm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    internal static ulong Of(OpenFlags flags)
    {
        ulong bits = CloseOnExec | (ulong)(flags & (OpenFlags.WriteOnly | OpenFlags.ReadWrite));
        bits |= flags.HasFlag(OpenFlags.Create) ? 0x40u : 0;
        bits |= flags.HasFlag(OpenFlags.Exclusive) ? 0x80u : 0;
        bits |= flags.HasFlag(OpenFlags.Truncate) ? 0x200u : 0;
        bits |= flags.HasFlag(OpenFlags.Append) ? 0x400u : 0;
        bits |= flags.HasFlag(OpenFlags.NonBlocking) ? 0x800u : 0;
        bits |= flags.HasFlag(OpenFlags.Directory) ? (Arm ? 0x4000u : 0x10000u) : 0;
        bits |= flags.HasFlag(OpenFlags.NoFollow) ? (Arm ? 0x8000u : 0x20000u) : 0;
        bits |= flags.HasFlag(OpenFlags.PathOnly) ? 0x200000u : 0;
        return bits;
    }
}
