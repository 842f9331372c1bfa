using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.Build.Cache;

/// <summary>
/// What builds made before, by the digest of all that went into it (see <see cref="CacheKey"/>). An entry is found only while what it names is
/// still stored; finding it protects that by the caller's lease.
/// </summary>
public sealed class BuildCache(ICacheIndex index, ContentStore content, TimeProvider clock)
{
    public async Task<CacheEntry?> FindAsync(Digest key, Lease lease, CancellationToken cancel)
    {
        if (await index.FindAsync(key, clock.GetUtcNow(), cancel) is not { } entry)
            return null;
        if (entry.Blob is not { } blob || await content.ProtectAsync(blob, lease, cancel))
            return entry;
        await index.RemoveAsync(key, cancel);
        return null;
    }

    public Task KeepAsync(Digest key, CacheEntry entry, CancellationToken cancel) => index.PutAsync(key, entry, clock.GetUtcNow(), cancel);

    /// <summary>Forgets what was last used before then, so that its blobs can be collected. Returns how many entries went.</summary>
    public async Task<int> ForgetUnusedAsync(DateTimeOffset before, CancellationToken cancel)
    {
        var unused = await index.ListUnusedAsync(before, cancel);
        foreach (var key in unused)
            await index.RemoveAsync(key, cancel);
        return unused.Count;
    }
}
