using Slipway.Engine.Embedded.Limits;
using Slipway.Engine.Embedded.Roots;
using Slipway.Engine.Embedded.Slots;
using Slipway.Engine.Gears;
using Slipway.Linux.Files;
using Slipway.Linux.Mounts;

namespace Slipway.Engine.Embedded.Volumes;

/// <summary>
/// The scratch directories of slots, <c>DIR/run/scratch/SLOT</c>; on a separate disk image when the first gear with one
/// has a disk limit.
/// </summary>
/// <param name="runDirectory">The path on the mount of the trash.</param>
/// <param name="runPath">The path on the private mount.</param>
internal sealed class ScratchDirectories(string runDirectory, string runPath, MappedBind binds, Trash trash)
{
    private SemaphoreSlim Lock { get; } = new(1);

    /// <param name="disk">The maximum size of a newly created scratch directory.</param>
    public async Task AttachAsync(ScratchMount mount, string target, Slot slot, long? disk, CancellationToken cancel)
    {
        await Lock.WaitAsync(cancel);
        try
        {
            var directory = Path.Combine(
                await OpenAsync(Path.Combine(runPath, "scratch", $"{slot.Number}"), disk, cancel), mount.Name);
            if (!Directory.Exists(directory))
                File.SetUnixFileMode(Directory.CreateDirectory(directory).FullName, UnixFileModes.All);
            await binds.AttachAsync(
                directory, target, slot.HasUserNamespace ? slot.Ids : null,
                mount.ReadOnly ? MountFlags.ReadOnly : MountFlags.None, cancel);
        }
        finally
        {
            Lock.Release();
        }
    }

    /// <summary>Removes a slot's scratch directories; nothing may run in the slot.</summary>
    public void Remove(int slot)
    {
        var directory = Path.Combine(runPath, "scratch", $"{slot}");
        if (!Directory.Exists(directory))
            return;
        Mount.UnmountAll(directory);
        trash.Take(Path.Combine(runDirectory, "scratch", $"{slot}"));
    }

    /// <summary>Removes scratch directories of slots that are not in use, left by a crash.</summary>
    public void RemoveAllBut(IReadOnlyCollection<int> used)
    {
        if (!Directory.Exists(Path.Combine(runPath, "scratch")))
            return;
        foreach (var directory in Directory.GetDirectories(Path.Combine(runPath, "scratch")))
            if (int.TryParse(Path.GetFileName(directory), out var slot) && !used.Contains(slot))
                Remove(slot);
    }

    private static async Task<string> OpenAsync(string directory, long? disk, CancellationToken cancel)
    {
        var (image, files) = (Path.Combine(directory, "disk.img"), Path.Combine(directory, "files"));
        if (!Directory.Exists(files))
        {
            Directory.CreateDirectory(directory, UnixFileModes.OwnerAll);
            if (disk is { } bytes)
                await DiskImage.CreateAsync(image, bytes, journal: false, cancel);
            Directory.CreateDirectory(files, UnixFileModes.OwnerAll);
        }
        if (File.Exists(image))
            await DiskImage.MountAsync(image, files, cancel);
        return files;
    }
}
