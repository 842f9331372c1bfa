using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Registry.Content;

/// <summary>An image of the store: its manifest's descriptor, manifest and configuration.</summary>
public sealed record Image(Descriptor Descriptor, ImageManifest Manifest, ImageConfig Config)
{
    public Digest Digest => Descriptor.Digest;

    public LayerChain Layers { get; } = LayerChain.Of(Manifest, Config);
}
