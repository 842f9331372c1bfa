using Slipway.Oci;

namespace Slipway.Build.Cache;

/// <summary>
/// Remembers what was made from which input. Each call is one transaction; losing all of it costs time only.
/// </summary>
public interface ICacheIndex
{
    /// <summary>The entry, its last use set to now; null when there is none.</summary>
    Task<CacheEntry?> FindAsync(Digest key, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Keeps an entry in place of one of the same key.</summary>
    Task PutAsync(Digest key, CacheEntry entry, DateTimeOffset now, CancellationToken cancel);

    Task RemoveAsync(Digest key, CancellationToken cancel);

    /// <summary>Keys of entries that were last used before then.</summary>
    Task<IReadOnlyList<Digest>> ListUnusedAsync(DateTimeOffset before, CancellationToken cancel);

    /// <summary>
    /// Keys of the least recently used entries, without which there are at most so many entries and bytes of layers.
    /// </summary>
    Task<IReadOnlyList<Digest>> ListBeyondAsync(int entries, long bytes, CancellationToken cancel);
}
