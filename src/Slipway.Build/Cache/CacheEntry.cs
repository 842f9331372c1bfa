using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Build.Cache;

/// <summary>
/// The result of a step or a whole build. Without a layer and an image, the step ran and changed nothing.
/// </summary>
public sealed record CacheEntry
{
    public Layer? Layer { get; init; }

    /// <summary>The manifest of the resulting image of a whole build.</summary>
    public Digest? Image { get; init; }

    /// <summary>The blob that the entry depends on.</summary>
    public Digest? Blob => Image ?? Layer?.Blob.Digest;
}
