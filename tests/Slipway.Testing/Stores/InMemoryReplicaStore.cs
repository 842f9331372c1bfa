using Slipway.Platform.Gears;
using Slipway.Platform.Volumes;

namespace Slipway.Testing.Stores;

/// <summary>Gears and volumes in memory.</summary>
public sealed class InMemoryReplicaStore : IReplicaStore
{
    private readonly SortedDictionary<(string, int, int), Replica> _gears = [];
    private readonly Dictionary<string, Volume> _volumes = [];
    private readonly Lock _lock = new();

    public Task<IReadOnlyList<Replica>> ListAsync(string? application, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<Replica>>(
                [.. _gears.Values.Where(gear => application is null || gear.Application == application)]);
    }

    public Task<Replica?> FindAsync(string id, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult(_gears.Values.FirstOrDefault(gear => gear.Id == id));
    }

    public Task SaveAsync(IReadOnlyList<Replica> gears, CancellationToken cancel)
    {
        lock (_lock)
        {
            foreach (var gear in gears)
                _gears[(gear.Application, gear.Release, gear.Index)] = gear;
        }
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string application, int release, int index, CancellationToken cancel)
    {
        lock (_lock)
            _gears.Remove((application, release, index));
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
            foreach (var key in _gears.Keys.Where(key => key.Item1 == application).ToList())
                _gears.Remove(key);
            foreach (var volume in _volumes.Values.Where(volume => volume.Application == application).ToList())
                _volumes.Remove(volume.Name);
        }
    }
}
