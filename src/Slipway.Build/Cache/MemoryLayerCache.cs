using Slipway.Oci;

namespace Slipway.Build.Cache;

/// <summary>A layer cache that ends with the process and holds its blobs by nothing: a hit whose blob is gone is a miss to the builder.</summary>
/// <param name="most">Results kept.</param>
public sealed class MemoryLayerCache(int most = 10_000) : ILayerCache
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Digest, LinkedListNode<(Digest Key, CachedLayer Result)>> _byKey = [];
    private readonly LinkedList<(Digest Key, CachedLayer Result)> _byUse = new();

    public Task<CachedLayer?> FindAsync(Digest key, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (!_byKey.TryGetValue(key, out var node))
                return Task.FromResult<CachedLayer?>(null);
            _byUse.Remove(node);
            _byUse.AddLast(node);
            return Task.FromResult<CachedLayer?>(node.Value.Result);
        }
    }

    public Task StoreAsync(Digest key, CachedLayer result, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (_byKey.Remove(key, out var old))
                _byUse.Remove(old);
            _byKey[key] = _byUse.AddLast((key, result));
            while (_byKey.Count > most)
            {
                _byKey.Remove(_byUse.First!.Value.Key);
                _byUse.RemoveFirst();
            }
        }
        return Task.CompletedTask;
    }
}
