using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Registry.Content;

namespace Slipway.Engine.Embedded.Snapshots;

/// <param name="Chain">The chain that ends at the layer.</param>
/// <param name="Below">The directories of the layers below, the topmost first.</param>
internal sealed record UnpackRequest(Digest Chain, Digest? Parent, Layer Layer, IReadOnlyList<string> Below);

/// <summary>Creates snapshots of layers from their blobs.</summary>
internal sealed class LayerUnpacking(SnapshotDirectory directories, ContentStore content)
{
    /// <exception cref="SlipwayException">The blob is not stored.</exception>
    /// <exception cref="SlipwayException">The blob is malformed, or another layer than the image says.</exception>
    internal Snapshot Unpack(UnpackRequest request, string bootId, CancellationToken cancel)
    {
        var (number, path) = directories.Begin();
        try
        {
            using var blob = content.OpenRead(request.Layer.Blob.Digest);
            var below = request.Below.Reverse().Select(name => Path.Combine(directories.DirectoryPath, name)).ToList();
            DamagedImage.Describe(() => LayerApply.ToLayer(
                blob, Path.Combine(path, "fs"), below, new ApplyOptions { DiffId = request.Layer.DiffId }, cancel));
            return directories.Publish(
                number, new SnapshotRecord(request.Chain, request.Parent, request.Layer.DiffId, bootId));
        }
        catch
        {
            directories.Abandon(number);
            throw;
        }
    }
}
