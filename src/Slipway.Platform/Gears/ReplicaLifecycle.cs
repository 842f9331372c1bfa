using Slipway.Engine;
using Slipway.Engine.Gears;
using Slipway.Platform.Applications;
using Slipway.Platform.Releases;
using Slipway.Platform.Volumes;

namespace Slipway.Platform.Gears;

/// <summary>
/// Starts and stops the gears of places. The record is written before the engine is asked, so that nothing runs that
/// the store does not know.
/// </summary>
internal sealed class ReplicaLifecycle(IReplicaStore store, IGearEngine engine, ReplicaLocks locks, TimeProvider time)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Starts the gear of a place for a rollout; one that a crashed rollout started already is taken over.
    /// </summary>
    public async Task<Replica> StartAsync(
        Application application, Release release, int index, Action point, CancellationToken cancel)
    {
        using var held = await locks.AcquireAsync(application.Id, release.Number, index, cancel);
        var replica = await FindAsync(application.Id, release.Number, index, cancel)
            ?? new Replica(application.Id, release.Number, index, GearSpecs.NewId(application))
            {
                Slot = GearSpecs.SlotOf(application, release, index),
            };
        return await LaunchAsync(
            application, release, replica with { Status = ReplicaStatus.Starting, NextStart = null }, point, cancel);
    }

    /// <summary>
    /// Starts a place's gear anew, under its lock. A gear of this id that runs is taken over; otherwise
    /// it gets a new id.
    /// </summary>
    public async Task<Replica> LaunchAsync(
        Application application, Release release, Replica replica, Action? point, CancellationToken cancel)
    {
        var known = await engine.FindAsync(replica.Id, cancel);
        if (known is { Phase: GearPhase.Running })
            return await SaveAsync(replica with { Address = known.Address.ToString() }, cancel);
        if (known is not null)
        {
            await engine.RemoveAsync(replica.Id, keepSlot: replica.Slot is not null, cancel);
            replica = replica with { Id = GearSpecs.NewId(application) };
        }
        replica = await SaveAsync(replica with { Address = null }, cancel);
        point?.Invoke();
        await EnsureVolumeAsync(application, release, replica.Index, cancel);
        var state = await engine.StartAsync(GearSpecs.Of(application, release, replica), cancel);
        point?.Invoke();
        return await SaveAsync(replica with { Address = state.Address.ToString() }, cancel);
    }

    /// <summary>Stops the gear of a place and forgets the place.</summary>
    public async Task StopAsync(string application, int release, int index, CancellationToken cancel)
    {
        using var held = await locks.AcquireAsync(application, release, index, cancel);
        if (await FindAsync(application, release, index, cancel) is not { } replica)
            return;
        await EndAsync(replica, cancel);
        await store.RemoveAsync(application, release, index, cancel);
    }

    /// <summary>
    /// Stops a gear whose time to finish is over and forgets its place; false when the place is wanted again.
    /// </summary>
    public async Task<bool> StopDrainedAsync(Replica replica, CancellationToken cancel)
    {
        using var held = await locks.AcquireAsync(replica.Application, replica.Release, replica.Index, cancel);
        if (await FindAsync(replica.Application, replica.Release, replica.Index, cancel) is not { } found
            || (found.Id, found.DrainUntil) != (replica.Id, replica.DrainUntil))
            return false;
        await EndAsync(found, cancel);
        await store.RemoveAsync(replica.Application, replica.Release, replica.Index, cancel);
        return true;
    }

    /// <summary>Stops the gear of a place, which can be revived.</summary>
    public async Task SuspendAsync(string application, int release, int index, CancellationToken cancel)
    {
        using var held = await locks.AcquireAsync(application, release, index, cancel);
        if (await FindAsync(application, release, index, cancel) is not { } replica)
            return;
        await EndAsync(replica, cancel);
        await SaveAsync(
            replica with { Status = ReplicaStatus.Suspended, Address = null, ServingSince = null, NextStart = null },
            cancel);
    }

    /// <summary>Marks a place for the reconciler to start.</summary>
    public async Task RescheduleAsync(Application application, Release release, int index, CancellationToken cancel)
    {
        using var held = await locks.AcquireAsync(application.Id, release.Number, index, cancel);
        var replica = await FindAsync(application.Id, release.Number, index, cancel)
            ?? new Replica(application.Id, release.Number, index, GearSpecs.NewId(application))
            {
                Slot = GearSpecs.SlotOf(application, release, index),
            };
        await SaveAsync(replica with { Status = ReplicaStatus.Waiting, NextStart = time.GetUtcNow() }, cancel);
    }

    /// <summary>
    /// Changes the record of a place, under its lock. Nothing happens when the place is gone or the change gives null.
    /// </summary>
    public async Task<Replica?> ChangeAsync(
        string application, int release, int index, Func<Replica, Replica?> change, CancellationToken cancel)
    {
        using var held = await locks.AcquireAsync(application, release, index, cancel);
        return await FindAsync(application, release, index, cancel) is { } replica && change(replica) is { } changed
            ? await SaveAsync(changed, cancel) : null;
    }

    public async Task<Replica?> FindAsync(string application, int release, int index, CancellationToken cancel) =>
        (await store.ListAsync(application, cancel))
            .FirstOrDefault(replica => replica.Release == release && replica.Index == index);

    /// <summary>Ends a gear's process and removes what the engine has of it; a stateful place keeps its slot.</summary>
    public async Task EndAsync(Replica replica, CancellationToken cancel)
    {
        if (await engine.FindAsync(replica.Id, cancel) is null)
            return;
        await engine.StopAsync(replica.Id, Grace, cancel);
        await engine.RemoveAsync(replica.Id, keepSlot: replica.Slot is not null, cancel);
    }

    private async Task EnsureVolumeAsync(Application application, Release release, int index, CancellationToken cancel)
    {
        if (!release.Profile.Stateful)
            return;
        var name = Volume.NameOf(application.Id, index);
        if (!(await store.ListVolumesAsync(application.Id, cancel)).Any(volume => volume.Name == name))
            await store.AddVolumeAsync(new Volume(name, application.Id, index, time.GetUtcNow()), cancel);
        if (!(await engine.ListVolumesAsync(cancel)).Contains(name))
            await engine.CreateVolumeAsync(name, release.Limits.Disk, cancel);
    }

    private async Task<Replica> SaveAsync(Replica replica, CancellationToken cancel)
    {
        await store.SaveAsync([replica], cancel);
        return replica;
    }
}
