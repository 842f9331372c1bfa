using Slipway.Engine.Embedded.Roots;
using Slipway.Engine.Embedded.Slots;
using Slipway.Engine.Embedded.Snapshots;

namespace Slipway.Engine.Builds;

/// <summary>Runs one step as a container over the root: mounts, runs, and leaves in the root what the step itself did.</summary>
internal sealed class BuildContainer(BuildGround ground, BuildPlaces places, Slot slot)
{
    internal async Task<StepResult> RunAsync(
        SnapshotStack snapshots, BuildStep step, string container, Func<LogLine, ValueTask> log, CancellationToken cancel)
    {
        var points = new MountPoints(slot.HasUserNamespace ? slot.Ids.First : 0);
        await ground.Host.Rootfs.MountAsync(snapshots, places.Writable, places.Root, slot.HasUserNamespace ? slot.Ids : null, cancel);
        try
        {
            using var stepMounts = new StepMounts(ground, places, slot);
            var mounts = await stepMounts.PrepareAsync(step, points, cancel);
            if (ground.Trust is not null && step.Network)
                step = step with { Environment = BuildTrust.Extend(step.Environment) };
            WriteBundle(step, container, mounts);
            return await new StepRun(ground.Host, places, container).RunAsync(step, log, cancel);
        }
        finally
        {
            Rootfs.Unmount(places.Root);
            points.Remove(places.Upper);
            foreach (var left in new[] { places.Bundle, places.RuntimeState }.Where(Directory.Exists))
                Directory.Delete(left, recursive: true);
            File.Delete(places.RuntimeLog);
        }
    }

    private void WriteBundle(BuildStep step, string container, IReadOnlyList<Embedded.Containers.SpecMount> mounts)
    {
        Directory.CreateDirectory(places.Bundle);
        var spec = StepSpec.Of(step, ground.Host, places, slot, container, mounts);
        File.WriteAllBytes(Path.Combine(places.Bundle, "config.json"), ground.Host.Writer.Write(spec));
    }
}
