using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Build.Cache;

/// <summary>
/// What a step or a whole build made. With neither a layer nor an image, the step ran and changed nothing.
/// </summary>
public sealed record CacheEntry
{
    public Layer? Layer { get; init; }

    /// <summary>The manifest of the image that the whole build made.</summary>
    public Digest? Image { get; init; }

    /// <summary>The blob that keeps the entry usable.</summary>
    public Digest? Blob => Image ?? Layer?.Blob.Digest;
}
