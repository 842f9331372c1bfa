using Slipway.Platform.Gears;
using Slipway.Platform.Volumes;

namespace Slipway.Platform.Tests.Gears;

/// <summary>A store whose disk is full for a while: then it takes no change of a replica.</summary>
internal sealed class FullReplicaStore(IReplicaStore store) : IReplicaStore
{
    public bool IsFull { get; set; }

    public Task SaveAsync(IReadOnlyList<Replica> replicas, CancellationToken cancel) => IsFull
        ? Task.FromException(new IOException("no space left on the device")) : store.SaveAsync(replicas, cancel);

    public Task<IReadOnlyList<Replica>> ListAsync(string? application, CancellationToken cancel) =>
        store.ListAsync(application, cancel);

    public Task<Replica?> FindAsync(string id, CancellationToken cancel) => store.FindAsync(id, cancel);

    public Task RemoveAsync(string application, int release, int index, CancellationToken cancel) =>
        store.RemoveAsync(application, release, index, cancel);

    public Task AddVolumeAsync(Volume volume, CancellationToken cancel) => store.AddVolumeAsync(volume, cancel);

    public Task<IReadOnlyList<Volume>> ListVolumesAsync(string application, CancellationToken cancel) =>
        store.ListVolumesAsync(application, cancel);

    public Task RemoveVolumeAsync(string name, CancellationToken cancel) => store.RemoveVolumeAsync(name, cancel);
}
