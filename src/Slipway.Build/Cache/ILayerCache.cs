using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Build.Cache;

/// <summary>
/// Remembers what layer a build step made, by a key of everything that went into it. Layers of the cache are kept from the garbage collection;
/// the cache is bounded, and forgets what was not used for longest.
/// </summary>
public interface ILayerCache
{
    /// <summary>The result stored under the key, or null. It counts as used.</summary>
    Task<CachedLayer?> FindAsync(Digest key, CancellationToken cancel);

    /// <summary>Stores or replaces a result whose blob is stored and leased.</summary>
    Task StoreAsync(Digest key, CachedLayer result, CancellationToken cancel);
}

/// <param name="Layer">Null when the step changed no file.</param>
public sealed record CachedLayer(Layer? Layer);
