using Slipway.Engine.Embedded.Roots;
using Slipway.Engine.Embedded.Snapshots;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Registry.Content;

namespace Slipway.Engine.Builds;

/// <summary>Makes a layer of what a root has written: its tar goes to the content store, its directory becomes the layer's snapshot.</summary>
internal sealed class BuildCommit(BuildGround ground, BuildPlaces places)
{
    /// <returns>Null when nothing has changed. Afterwards the root has written nothing.</returns>
    internal async Task<Layer?> RunAsync(LayerChain below, SnapshotStack snapshots, LayerCommit options, Lease lease, CancellationToken cancel)
    {
        var (plan, written) = await WriteAsync(below, snapshots, options, lease, cancel);
        if (written is null)
        {
            ground.Host.Trash.Take(places.Writable);
            return null;
        }
        var layer = new Layer(new Descriptor(MediaTypes.Layer, written.DiffId, written.Size), written.DiffId);
        await Task.Run(plan.Settle, CancellationToken.None);
        ground.Snapshots.Adopt(below.Add(layer), places.Upper);
        ground.Host.Trash.Take(places.Writable);
        return layer;
    }

    private async Task<(LayerPlan Plan, WrittenLayer? Written)> WriteAsync(
        LayerChain below, SnapshotStack snapshots, LayerCommit options, Lease lease, CancellationToken cancel)
    {
        if (!below.IsEmpty)
            await ground.Host.Rootfs.MountAsync(snapshots, null, places.Lower, null, cancel);
        try
        {
            var how = new DiffOptions { LatestTime = options.LatestTime, Exclude = options.Exclude, Transient = options.Transient };
            var plan = await Task.Run(() => LayerDiff.Of(below.IsEmpty ? null : places.Lower, places.Upper, how, cancel), cancel);
            if (plan.IsEmpty)
                return (plan, null);
            await using var blob = ground.Content.BeginWrite(lease);
            var written = await Task.Run(() => plan.Write(blob, cancel), cancel);
            await blob.CommitAsync(written.DiffId, cancel);
            return (plan, written);
        }
        finally
        {
            Rootfs.Unmount(places.Lower);
        }
    }
}
