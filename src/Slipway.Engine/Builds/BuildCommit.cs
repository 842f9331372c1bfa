using Slipway.Engine.Embedded.Roots;
using Slipway.Engine.Embedded.Snapshots;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Registry.Content;

namespace Slipway.Engine.Builds;

/// <summary>
/// Creates a layer from the changes of a root: the tar goes to the content store, the directory becomes the layer's
/// snapshot.
/// </summary>
internal sealed class BuildCommit(BuildServices services, BuildRootPaths paths)
{
    /// <returns>Null when nothing changed. Afterwards the root has no changes.</returns>
    internal async Task<Layer?> RunAsync(
        LayerChain below, SnapshotStack snapshots, LayerCommit options, Lease lease, CancellationToken cancel)
    {
        var (plan, written) = await WriteAsync(below, snapshots, options, lease, cancel);
        if (written is null)
        {
            services.Host.Trash.Take(paths.Writable);
            return null;
        }
        var layer = new Layer(new Descriptor(MediaTypes.Layer, written.DiffId, written.Size), written.DiffId);
        await Task.Run(plan.Settle, CancellationToken.None);
        services.Snapshots.Adopt(below.Add(layer), paths.Upper);
        services.Host.Trash.Take(paths.Writable);
        return layer;
    }

    private async Task<(LayerPlan Plan, WrittenLayer? Written)> WriteAsync(
        LayerChain below, SnapshotStack snapshots, LayerCommit options, Lease lease, CancellationToken cancel)
    {
        if (!below.IsEmpty)
            await services.Host.Rootfs.MountAsync(snapshots, null, paths.Lower, null, cancel);
        try
        {
            var how = new DiffOptions
            {
                LatestTime = options.LatestTime, Exclude = options.Exclude, Transient = options.Transient,
            };
            var plan = await Task.Run(
                () => LayerDiff.Of(below.IsEmpty ? null : paths.Lower, paths.Upper, how, cancel), cancel);
            if (plan.IsEmpty)
                return (plan, null);
            await using var blob = services.Content.BeginWrite(lease);
            var written = await Task.Run(() => plan.Write(blob, cancel), cancel);
            await blob.CommitAsync(written.DiffId, cancel);
            return (plan, written);
        }
        finally
        {
            Rootfs.Unmount(paths.Lower);
        }
    }
}
