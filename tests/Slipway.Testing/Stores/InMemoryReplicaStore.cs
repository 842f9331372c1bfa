using Slipway.Platform.Gears;
using Slipway.Platform.Volumes;

namespace Slipway.Testing.Stores;

/// <summary>Gears and volumes in memory.</summary>
public sealed class InMemoryReplicaStore : IReplicaStore
{
    private readonly SortedDictionary<(string, int, int), Replica> _replicas = [];
    private readonly Dictionary<string, Volume> _volumes = [];
    private readonly Lock _lock = new();

    public Task<IReadOnlyList<Replica>> ListAsync(string? application, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<Replica>>(
                [.. _replicas.Values.Where(replica => application is null || replica.Application == application)]);
    }

    public Task<Replica?> FindAsync(string id, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult(_replicas.Values.FirstOrDefault(replica => replica.Id == id));
    }

    public Task SaveAsync(IReadOnlyList<Replica> replicas, CancellationToken cancel)
    {
        lock (_lock)
        {
            foreach (var replica in replicas)
                _replicas[(replica.Application, replica.Release, replica.Index)] = replica;
        }
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string application, int release, int index, CancellationToken cancel)
    {
        lock (_lock)
            _replicas.Remove((application, release, index));
        return Task.CompletedTask;
    }

    public Task AddVolumeAsync(Volume volume, CancellationToken cancel)
    {
        lock (_lock)
            _volumes.TryAdd(volume.Name, volume);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Volume>> ListVolumesAsync(string application, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<Volume>>(
                [.. _volumes.Values.Where(volume => volume.Application == application)
                    .OrderBy(volume => volume.Index)]);
    }

    public Task RemoveVolumeAsync(string name, CancellationToken cancel)
    {
        lock (_lock)
            _volumes.Remove(name);
        return Task.CompletedTask;
    }

    internal void Forget(string application)
    {
        lock (_lock)
        {
            foreach (var key in _replicas.Keys.Where(key => key.Item1 == application).ToList())
                _replicas.Remove(key);
            foreach (var volume in _volumes.Values.Where(volume => volume.Application == application).ToList())
                _volumes.Remove(volume.Name);
        }
    }
}
