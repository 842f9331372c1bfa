using Slipway.Engine.Embedded.Containers;
using Slipway.Engine.Embedded.Slots;
using Slipway.Engine.Embedded.Snapshots;
using Slipway.Engine.Gears;
using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.Engine.Embedded.Gears;

/// <summary>
/// Starts a gear: a slot, a root, a bundle, a monitored container. A failed start leaves nothing behind.
/// </summary>
internal sealed class GearStarter(
    EngineHost host, GearRootfs roots, ContainerMonitor monitor, GearCleanup end, Func<Digest, CancellationToken,
        Task<Image>> images)
{
    /// <param name="takeSlot">Acquires the gear's slot; it is released when the start fails.</param>
    /// <exception cref="SlipwayException">The gear could not be started.</exception>
    public async Task<GearRecord> RunAsync(
        Gear gear, GearSpec spec, Func<Task<Slot>> takeSlot, CancellationToken cancel)
    {
        var image = await FindImageAsync(spec.Image, cancel);
        var command = GearPlan.Command(spec, image.Config.Config ?? new ContainerConfig());
        var slot = await takeSlot();
        try
        {
            return await StartAsync(gear, spec with { Command = command }, image, slot, cancel);
        }
        catch (Exception e)
        {
            await end.ClearAsync(gear, gear.Record, CancellationToken.None);
            host.Slots.Release(slot);
            if (e is IOException or UnauthorizedAccessException or SlipwayException { Code.IsSystem: true })
                throw new SlipwayException(
                    DiskSpace.IsDiskFull(e) ? ErrorCode.EngineExhausted : ErrorCode.EngineRuntime,
                    $"gear '{spec.Id}' could not be started: {e.Message}", (e as SlipwayException)?.NextStep, e);
            throw;
        }
    }

    private async Task<GearRecord> StartAsync(
        Gear gear, GearSpec spec, Image image, Slot slot, CancellationToken cancel)
    {
        var config = image.Config.Config ?? new ContainerConfig();
        Prepare(gear, spec, config, slot);
        await roots.MountAsync(gear.Directory, image, spec.Limits.Disk, slot, cancel);
        var process = GearPlan.Process(spec, config, roots.FindUser(gear.Directory, spec.User ?? config.User));
        await roots.AttachAsync(gear.Directory, spec, slot, process.User, cancel);
        WriteBundle(gear, spec, config, process, slot);
        (uint, uint)? owner =
            slot.HasUserNamespace ? (slot.Ids.OnHost(process.User.Uid), slot.Ids.OnHost(process.User.Gid)) : null;
        var (init, monitorPid) = await monitor.StartAsync(gear.Directory, owner, cancel);
        host.Cgroups.AdoptMonitor(monitorPid);
        return gear.Note(record => record! with { Started = true, Process = process, Pid = init, Monitor = monitorPid,
            StartedAt = DateTimeOffset.UtcNow });
    }

    /// <summary>The record is written first: it tells the next process what to clean up.</summary>
    private static void Prepare(Gear gear, GearSpec spec, ContainerConfig config, Slot slot)
    {
        Directory.CreateDirectory(gear.Directory.Path, UnixFileModes.AllTraverse);
        gear.Note(_ => new GearRecord
        {
            Id = spec.Id,
            Boot = BootId.Read(),
            Slot = slot.Number,
            SlotName = slot.Name,
            StartedAt = DateTimeOffset.UtcNow,
            StopSignal = config.StopSignal,
            Volumes = spec.Volumes,
            Labels = spec.Labels,
            Disk = spec.Limits.Disk,
            Transient = spec.Transient,
        });
    }

    private void WriteBundle(Gear gear, GearSpec spec, ContainerConfig config, GearProcess process, Slot slot)
    {
        foreach (var (name, content) in GearPlan.Files(spec, slot, host.ResolverFile))
        {
            File.WriteAllText(gear.Directory.At(name), content);
            File.SetUnixFileMode(gear.Directory.At(name), UnixFileModes.AllRead);
        }
        var container = GearPlan.Container(spec, config, process, slot, gear.Directory, gear.Cgroup.Path);
        var capabilities = process.User.IsRoot ? container.Capabilities : [];
        RuntimeFile.Write(gear.Directory.Configuration,
            host.Writer.Write(container with { Seccomp = host.Seccomp?.For(capabilities) }));
    }

    private async Task<Image> FindImageAsync(Digest manifest, CancellationToken cancel)
    {
        try
        {
            return await images(manifest, cancel);
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.NotFound)
        {
            throw new SlipwayException(
                ErrorCode.EngineNotFound, $"image {manifest.Short} is not stored: {e.Message}", "push or import it", e);
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.Malformed)
        {
            throw new SlipwayException(
                ErrorCode.EngineInvalidSpec, $"image {manifest.Short} cannot be read: {e.Message}", null, e);
        }
    }
}
