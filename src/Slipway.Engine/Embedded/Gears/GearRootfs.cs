using Slipway.Engine.Embedded.Containers;
using Slipway.Engine.Embedded.Limits;
using Slipway.Engine.Embedded.Slots;
using Slipway.Engine.Embedded.Snapshots;
using Slipway.Engine.Embedded.Volumes;
using Slipway.Engine.Gears;
using Slipway.Linux.Mounts;
using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.Engine.Embedded.Gears;

/// <summary>Mounts and unmounts a gear's root file system.</summary>
internal sealed class GearRootfs(EngineHost host, SnapshotStore snapshots, VolumeStore volumes)
{
    /// <exception cref="SlipwayException">A layer is missing, or the kernel refuses.</exception>
    public async Task MountAsync(GearDirectory gear, Image image, long? disk, Slot slot, CancellationToken cancel)
    {
        var writable = gear.Writable;
        if (disk is { } size)
        {
            await DiskImage.CreateAsync(gear.DiskImage, size, journal: false, cancel);
            await DiskImage.MountAsync(gear.DiskImage, gear.Disk, cancel);
            writable = Path.Combine(gear.Disk, "writable");
        }
        try
        {
            using var stack = await snapshots.AcquireAsync(image.Layers, cancel);
            await host.Rootfs.MountAsync(stack, writable, gear.Root, slot.HasUserNamespace ? slot.Ids : null, cancel);
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.NotFound)
        {
            throw new SlipwayException(
                ErrorCode.EngineNotFound, $"a layer of image {image.Digest.Short} is missing: {e.Message}",
                "push or import the image again", e);
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.Malformed)
        {
            throw new SlipwayException(ErrorCode.EngineInvalidSpec,
                $"a layer of image {image.Digest.Short} cannot be unpacked: {e.Message}", null, e);
        }
    }

    /// <summary>The image's user, resolved in the mounted root. Without user namespaces, never root.</summary>
    public ContainerUser FindUser(GearDirectory gear, string? user)
    {
        var found = UserLookup.Resolve(
            user ?? "", RootFile.ReadText(gear.Root, "etc/passwd"), RootFile.ReadText(gear.Root, "etc/group"));
        return found.IsRoot && !host.Capabilities.UserNamespaces ? RuntimeSpecWriter.Fallback : found;
    }

    /// <summary>Prepares the gear's volumes, scratch directories and files for bind mounts.</summary>
    public async Task AttachAsync(
        GearDirectory gear, GearSpec spec, Slot slot, ContainerUser user, CancellationToken cancel)
    {
        foreach (var (index, volume) in spec.Volumes.Index())
            await volumes.AttachAsync(volume, gear.Volume(index), slot, user, cancel);
        foreach (var (index, scratch) in spec.Scratch.Index())
            await host.Scratch.AttachAsync(scratch, gear.Scratch(index), slot, spec.Limits.Disk, cancel);
        var owner =
            slot.HasUserNamespace ? (slot.Ids.OnHost(user.Uid), slot.Ids.OnHost(user.Gid)) : (user.Uid, user.Gid);
        foreach (var (index, files) in spec.Files.Index())
            FileInjection.Write(files, gear.Injected(index), owner);
    }

    /// <summary>Unmounts everything of the gear. None of its processes may run.</summary>
    public void Unmount(GearDirectory gear, IReadOnlyList<VolumeMount> mounts)
    {
        for (var index = 0; index < mounts.Count; index++)
            volumes.Detach(mounts[index], gear.Volume(index));
        Mount.UnmountAll(gear.Path);
    }

    /// <summary>Bytes that the gear wrote to its root.</summary>
    public static async Task<long> WrittenAsync(GearDirectory gear, bool ownDisk, CancellationToken cancel)
    {
        var upper = Path.Combine(ownDisk ? Path.Combine(gear.Disk, "writable") : gear.Writable, "upper");
        var counted = await Slipway.Linux.Processes.Tool.RunAsync(
            ["du", "-s", "-x", "--block-size=1", upper], null, cancel);
        return long.TryParse(counted.Output.Split('\t')[0], out var bytes) ? bytes : 0;
    }
}
