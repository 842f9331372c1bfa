using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Registry.Content;

namespace Slipway.Engine.Embedded.Snapshots;

/// <param name="Chain">The chain that ends at the layer.</param>
/// <param name="Below">The directories of the layers below, the topmost first.</param>
internal sealed record UnpackRequest(Digest Chain, Digest? Parent, Layer Layer, IReadOnlyList<string> Below);

/// <summary>Makes snapshots of layers from their blobs.</summary>
internal sealed class LayerUnpacking(SnapshotShelf shelf, ContentStore content)
{
    internal Task<Snapshot> UnpackAsync(UnpackRequest request, string bootId, CancellationToken cancel) => throw new NotImplementedException($"{shelf}{content}{request}{bootId}{cancel}");
}
