using Slipway.Oci;

namespace Slipway.Build.Cache;

/// <summary>
/// Stores which result came from which input. Each call is one transaction; losing all of it only costs time.
/// </summary>
public interface ICacheIndex
{
    /// <summary>Finds an entry and updates its last use; null when there is none.</summary>
    Task<CacheEntry?> FindAsync(Digest key, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Adds an entry, replacing one with the same key.</summary>
    Task PutAsync(Digest key, CacheEntry entry, DateTimeOffset now, CancellationToken cancel);

    Task RemoveAsync(Digest key, CancellationToken cancel);

    /// <summary>Keys of entries that were last used before a time.</summary>
    Task<IReadOnlyList<Digest>> ListUnusedAsync(DateTimeOffset before, CancellationToken cancel);

    /// <summary>Keys of the least recently used entries beyond a number of entries or a size of layers.</summary>
    Task<IReadOnlyList<Digest>> ListBeyondAsync(int entries, long bytes, CancellationToken cancel);
}
