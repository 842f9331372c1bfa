using System.Collections.Concurrent;
using Slipway.Build.Cache;
using Slipway.Oci;

namespace Slipway.Testing.Stores;

/// <summary>A cache index in memory.</summary>
public sealed class InMemoryCacheIndex : ICacheIndex
{
    private readonly ConcurrentDictionary<Digest, (CacheEntry Entry, DateTimeOffset Used)> _entries = new();

    public Task<CacheEntry?> FindAsync(Digest key, DateTimeOffset now, CancellationToken cancel)
    {
        if (!_entries.TryGetValue(key, out var found))
            return Task.FromResult<CacheEntry?>(null);
        _entries.TryUpdate(key, found with { Used = now }, found);
        return Task.FromResult<CacheEntry?>(found.Entry);
    }

    public Task PutAsync(Digest key, CacheEntry entry, DateTimeOffset now, CancellationToken cancel)
    {
        _entries[key] = (entry, now);
        return Task.CompletedTask;
    }

    public Task RemoveAsync(Digest key, CancellationToken cancel)
    {
        _entries.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Digest>> ListUnusedAsync(DateTimeOffset before, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Digest>>(
            [.. _entries.Where(pair => pair.Value.Used < before).Select(pair => pair.Key)]);

    public Task<IReadOnlyList<Digest>> ListBeyondAsync(int entries, long bytes, CancellationToken cancel)
    {
        var (count, size) = (0, 0L);
        return Task.FromResult<IReadOnlyList<Digest>>(
        [
            .. _entries.OrderByDescending(pair => pair.Value.Used)
                .Where(pair => ++count > entries | (size += pair.Value.Entry.Layer?.Blob.Size ?? 0) > bytes)
                .Select(pair => pair.Key),
        ]);
    }
}
