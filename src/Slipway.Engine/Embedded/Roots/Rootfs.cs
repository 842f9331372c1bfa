using Microsoft.Win32.SafeHandles;
using Slipway.Engine.Embedded.Snapshots;
using Slipway.Linux;
using Slipway.Linux.Mounts;
using Slipway.Linux.Namespaces;

namespace Slipway.Engine.Embedded.Roots;

/// <summary>
/// Mounts roots: an overlay of unpacked layers with a writable directory on top, whose ids are those of a range, or the
/// ones on disk. Mounts are in the host's namespace where the caller wants them and outlive the process;
/// <see cref="Unmount"/> works on those of a process before as well.
/// </summary>
public sealed class Rootfs(EngineDirectory directory, MountIds ids)
{
    private const string Name = "slipway";

    /// <summary>
    /// Mounts the layers at <paramref name="target"/>, an empty directory that is made if it is missing.
    /// </summary>
    /// <param name="layers">What <see cref="SnapshotStore.AcquireAsync"/> gave; once mounted they are in use by the
    /// mount itself.</param>
    /// <param name="writable">A directory whose <c>upper</c> takes what is written; <c>upper</c> and <c>work</c> are
    /// made if missing. Null mounts read-only.</param>
    /// <param name="range">The ids that the root's owner has on the host; null shows ids as on disk, and ignores
    /// devices and set-user-id bits.</param>
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

    /// <summary>Takes a root away; nothing happens when there is none.</summary>
    public static void Unmount(string target) => Mount.Unmount(target, detach: true);

    /// <summary>Overlay wants one directory below a writable one, and two when there is none.</summary>
    private static IEnumerable<string> Lower(SnapshotStack layers, bool writable) =>
        layers.Names.Count >= (writable ? 1 : 2) ? layers.Names : [.. layers.Names,
            .. SnapshotDirectory.Floor.Skip(layers.Names.Count)];

    private static MountFlags Flags(IdRange? range, SafeFileHandle? upper) =>
        MountFlags.NoDevices | (range is null ? MountFlags.NoSetUid : MountFlags.None)
            | (upper is null ? MountFlags.ReadOnly : MountFlags.None);
}
