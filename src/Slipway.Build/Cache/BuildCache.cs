using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.Build.Cache;

/// <summary>
/// Results of earlier builds by the digest of all their inputs (see <see cref="CacheKey"/>). An entry is found only
/// while its blobs are stored; finding it protects them by the caller's lease. A pin with the entry's name keeps its
/// blob from garbage collection.
/// </summary>
public sealed class BuildCache(ICacheIndex index, ContentStore content, TimeProvider clock)
{
    private const string PinPrefix = "build-cache/";

    /// <summary>Maximum number of entries; the most recently used ones are kept.</summary>
    public int MaxEntries { get; init; } = 20_000;

    /// <summary>Maximum size of the layers.</summary>
    public long MaxBytes { get; init; } = 50L << 30;

    public async Task<CacheEntry?> FindAsync(Digest key, Lease lease, CancellationToken cancel)
    {
        if (await index.FindAsync(key, clock.GetUtcNow(), cancel) is not { } entry)
            return null;
        if (entry.Blob is not { } blob || await content.ProtectAsync(blob, lease, cancel))
            return entry;
        await ForgetAsync(key, cancel);
        return null;
    }

    /// <summary>
    /// Adds an entry whose blob the caller has leased. A crash between the two steps leaves an entry without a pin,
    /// which is harmless.
    /// </summary>
    public async Task KeepAsync(Digest key, CacheEntry entry, CancellationToken cancel)
    {
        await index.PutAsync(key, entry, clock.GetUtcNow(), cancel);
        if (entry.Blob is { } blob)
            await content.PinAsync(PinOf(key), blob, cancel);
    }

    /// <summary>
    /// Deletes entries last used before a time, so that their blobs can be collected. Returns the number of deleted
    /// entries.
    /// </summary>
    public async Task<int> ForgetUnusedAsync(DateTimeOffset before, CancellationToken cancel) =>
        await ForgetAsync(await index.ListUnusedAsync(before, cancel), cancel);

    /// <summary>
    /// Deletes the least recently used entries beyond the limits. Returns the number of deleted entries.
    /// </summary>
    public async Task<int> TrimAsync(CancellationToken cancel) =>
        await ForgetAsync(await index.ListBeyondAsync(MaxEntries, MaxBytes, cancel), cancel);

    private static string PinOf(Digest key) => PinPrefix + key.Hex;

    private async Task<int> ForgetAsync(IReadOnlyList<Digest> keys, CancellationToken cancel)
    {
        foreach (var key in keys)
            await ForgetAsync(key, cancel);
        return keys.Count;
    }

    /// <summary>
    /// The pin is removed first: an entry without a pin is harmless, a pin without an entry would keep its blob for
    /// ever.
    /// </summary>
    private async Task ForgetAsync(Digest key, CancellationToken cancel)
    {
        await content.UnpinAsync(PinOf(key), cancel);
        await index.RemoveAsync(key, cancel);
    }
}
