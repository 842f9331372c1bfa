using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.Build.Cache;

/// <summary>
/// What builds made before, by the digest of all that went into it (see <see cref="CacheKey"/>). An entry is found only
/// while what it names is still stored; finding it protects that by the caller's lease. A pin of the entry's name keeps
/// its blob from the garbage collection.
/// </summary>
public sealed class BuildCache(ICacheIndex index, ContentStore content, TimeProvider clock)
{
    private const string PinPrefix = "build-cache/";

    /// <summary>Entries kept, the most recently used ones.</summary>
    public int MaxEntries { get; init; } = 20_000;

    /// <summary>Bytes of layers kept.</summary>
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
    /// Keeps an entry whose blob is leased by the caller. A crash between the two steps leaves an entry without a pin,
    /// which is harmless.
    /// </summary>
    public async Task KeepAsync(Digest key, CacheEntry entry, CancellationToken cancel)
    {
        await index.PutAsync(key, entry, clock.GetUtcNow(), cancel);
        if (entry.Blob is { } blob)
            await content.PinAsync(PinOf(key), blob, cancel);
    }

    /// <summary>
    /// Forgets what was last used before then, so that its blobs can be collected. Returns how many entries went.
    /// </summary>
    public async Task<int> ForgetUnusedAsync(DateTimeOffset before, CancellationToken cancel) =>
        await ForgetAsync(await index.ListUnusedAsync(before, cancel), cancel);

    /// <summary>
    /// Forgets what is beyond the bounds, the least recently used first. Returns how many entries went.
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
    /// The pin goes first: an entry without one is harmless, a pin without an entry would hold its blob for good.
    /// </summary>
    private async Task ForgetAsync(Digest key, CancellationToken cancel)
    {
        await content.UnpinAsync(PinOf(key), cancel);
        await index.RemoveAsync(key, cancel);
    }
}
