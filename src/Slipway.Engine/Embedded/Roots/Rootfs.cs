using Microsoft.Win32.SafeHandles;
using Slipway.Engine.Embedded.Snapshots;
using Slipway.Linux;
using Slipway.Linux.Mounts;
using Slipway.Linux.Namespaces;

namespace Slipway.Engine.Embedded.Roots;

/// <summary>
/// Mounts root file systems: an overlay of unpacked layers with a writable directory on top, with the ids of a range or
/// those on disk. The mounts are in the host's namespace and outlive the process; <see cref="Unmount"/> also works on
/// those of an earlier process.
/// </summary>
public sealed class Rootfs(EngineDirectory directory, MountIds ids)
{
    private const string Name = "slipway";

    /// <summary>
    /// Mounts the layers at <paramref name="target"/>, an empty directory that is created if missing.
    /// </summary>
    /// <param name="layers">From <see cref="SnapshotStore.AcquireAsync"/>; once mounted, the mount itself keeps them in
    /// use.</param>
    /// <param name="writable">A directory with <c>upper</c> and <c>work</c>, which are created if missing. Null mounts
    /// read-only.</param>
    /// <param name="range">The host's ids of the root; null keeps the ids on disk, and ignores devices and set-user-id
    /// bits.</param>
    /// <exception cref="SlipwayException">The kernel cannot mount it.</exception>
    public async Task MountAsync(
        SnapshotStack layers, string? writable, string target, IdRange? range, CancellationToken cancel)
    {
        Directory.CreateDirectory(target);
        if (writable is not null)
            UpperDirectory.Prepare(
                writable, Path.Combine(directory.Snapshots, layers.Names.FirstOrDefault(SnapshotDirectory.Floor[0])));
        var map = range is { } known ? await ids.ForAsync(known, cancel) : null;
        try
        {
            using var staging = new MountStaging(directory.Mounting);
            using var lower = staging.Show(directory.Snapshots, map, MountFlags.ReadOnly);
            using var upper = writable is null ? null : staging.Show(writable, map, MountFlags.None);
            Overlay.Attach(Name, lower, Lower(layers, upper is not null), upper, target, Flags(range, upper));
        }
        catch (LinuxException e)
        {
            throw new SlipwayException(
                ErrorCode.EngineUnsupported, $"a root of {layers.Names.Count} layers cannot be mounted: {e.Message}",
                "`slipway doctor` tells whether the kernel has what is needed (id-mapped overlay mounts: 5.19)", e);
        }
    }

    /// <summary>Unmounts a root; does nothing when it is not mounted.</summary>
    public static void Unmount(string target) => Mount.Unmount(target, detach: true);

    /// <summary>overlayfs requires one directory below a writable one, and two without it.</summary>
    private static IEnumerable<string> Lower(SnapshotStack layers, bool writable) =>
        layers.Names.Count >= (writable ? 1 : 2) ? layers.Names : [.. layers.Names,
            .. SnapshotDirectory.Floor.Skip(layers.Names.Count)];

    private static MountFlags Flags(IdRange? range, SafeFileHandle? upper) =>
        MountFlags.NoDevices | (range is null ? MountFlags.NoSetUid : MountFlags.None)
            | (upper is null ? MountFlags.ReadOnly : MountFlags.None);
}
