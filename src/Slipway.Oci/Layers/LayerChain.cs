using System.Collections.Immutable;
using System.Text;

namespace Slipway.Oci.Layers;

/// <summary>
/// A layer of an image: the stored blob (possibly compressed) and the digest of its uncompressed tar.
/// </summary>
public sealed record Layer(Descriptor Blob, Digest DiffId);

/// <summary>
/// The layers of an image from the base up, and their chain id (image-spec, config.md, "Layer ChainID").
/// </summary>
public sealed record LayerChain(ImmutableArray<Layer> Layers)
{
    public static readonly LayerChain Empty = new([]);

    public bool IsEmpty => Layers.IsEmpty;

    /// <summary>The chain below the topmost layer.</summary>
    public LayerChain Parent => new(Layers.RemoveAt(Layers.Length - 1));

    public Layer Top => Layers[^1];

    /// <summary>The chain's id; the empty chain has none.</summary>
    public Digest? Id => Layers.IsEmpty ? null : Ids[^1];

    /// <summary>The ids of the chains that end at each layer, from the base up.</summary>
    public ImmutableArray<Digest> Ids
    {
        get
        {
            var ids = ImmutableArray.CreateBuilder<Digest>(Layers.Length);
            foreach (var layer in Layers)
                ids.Add(ids.Count == 0 ? layer.DiffId : IdOf(ids[^1], layer.DiffId));
            return ids.MoveToImmutable();
        }
    }

    public LayerChain Add(Layer layer) => new(Layers.Add(layer));

    /// <summary>Layers as a manifest and a configuration list them.</summary>
    /// <exception cref="SlipwayException">Their numbers differ.</exception>
    public static LayerChain Of(ImageManifest manifest, ImageConfig config) =>
        manifest.Layers.Count == config.RootFs.DiffIds.Count
            ? new([.. manifest.Layers.Zip(config.RootFs.DiffIds, (blob, diffId) => new Layer(blob, diffId))])
            : throw new SlipwayException(
                ErrorCode.Malformed,
                $"the manifest lists {manifest.Layers.Count} layers, its configuration {config.RootFs.DiffIds.Count}");

    private static Digest IdOf(Digest below, Digest diffId) =>
        Digest.OfBytes(Encoding.ASCII.GetBytes($"{below} {diffId}"));

    /// <summary>The generated property would access the parent of the empty chain.</summary>
    public override string ToString() => IsEmpty ? "no layers" : $"{Layers.Length} layers, {Id}";

    public bool Equals(LayerChain? other) => other is not null && Layers.SequenceEqual(other.Layers);

    public override int GetHashCode() => Layers.IsEmpty ? 0 : HashCode.Combine(Layers.Length, Top.DiffId);
}
