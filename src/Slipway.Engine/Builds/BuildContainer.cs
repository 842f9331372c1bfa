using Slipway.Engine.Embedded.Roots;
using Slipway.Engine.Embedded.Slots;
using Slipway.Engine.Embedded.Snapshots;

namespace Slipway.Engine.Builds;

/// <summary>
/// Runs one step as a container over the root: mounts, runs, and keeps only the changes of the step itself.
/// </summary>
internal sealed class BuildContainer(BuildServices services, BuildRootPaths paths, Slot slot)
{
    internal async Task<StepResult> RunAsync(
        SnapshotStack snapshots, BuildStep step, string container, Func<LogLine, ValueTask> log,
        CancellationToken cancel)
    {
        var points = new MountPoints(slot.HasUserNamespace ? slot.Ids.First : 0);
        await services.Host.Rootfs.MountAsync(
            snapshots, paths.Writable, paths.Root, slot.HasUserNamespace ? slot.Ids : null, cancel);
        try
        {
            using var stepMounts = new StepMounts(services, paths, slot);
            var mounts = await stepMounts.PrepareAsync(step, points, cancel);
            if (services.Trust is not null && step.Network)
                step = step with { Environment = BuildTrust.Extend(step.Environment) };
            WriteBundle(step, container, mounts);
            return await new StepProcess(services.Host, paths, container).RunAsync(step, log, cancel);
        }
        finally
        {
            Rootfs.Unmount(paths.Root);
            points.Remove(paths.Upper);
            foreach (var left in new[] { paths.Bundle, paths.RuntimeState }.Where(Directory.Exists))
                Directory.Delete(left, recursive: true);
            File.Delete(paths.RuntimeLog);
        }
    }

    private void WriteBundle(BuildStep step, string container, IReadOnlyList<Embedded.Containers.SpecMount> mounts)
    {
        Directory.CreateDirectory(paths.Bundle);
        var spec = StepSpec.Of(step, services.Host, paths, slot, container, mounts);
        File.WriteAllBytes(Path.Combine(paths.Bundle, "config.json"), services.Host.Writer.Write(spec));
    }
}
