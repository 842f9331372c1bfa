using Slipway.Platform.Volumes;

namespace Slipway.Platform.Gears;

/// <summary>The gears that should be, and the volumes, durably.</summary>
public interface IReplicaStore
{
    /// <summary>Of one application, or of all; by release and index.</summary>
    Task<IReadOnlyList<Replica>> ListAsync(string? application, CancellationToken cancel);

    /// <summary>The place whose latest start has this id.</summary>
    Task<Replica?> FindAsync(string id, CancellationToken cancel);

    /// <summary>Adds or replaces, by application, release and index; all of them or none.</summary>
    Task SaveAsync(IReadOnlyList<Replica> replicas, CancellationToken cancel);

    Task RemoveAsync(string application, int release, int index, CancellationToken cancel);

    Task AddVolumeAsync(Volume volume, CancellationToken cancel);

    Task<IReadOnlyList<Volume>> ListVolumesAsync(string application, CancellationToken cancel);

    Task RemoveVolumeAsync(string name, CancellationToken cancel);
}
