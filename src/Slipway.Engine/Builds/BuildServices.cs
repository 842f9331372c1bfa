using Slipway.Engine.Embedded;
using Slipway.Engine.Embedded.Roots;
using Slipway.Engine.Embedded.Snapshots;
using Slipway.Registry.Content;

namespace Slipway.Engine.Builds;

/// <summary>The services that all build roots of an engine share.</summary>
internal sealed record BuildServices(EngineHost Host, SnapshotStore Snapshots, ContentStore Content, BuildTrust? Trust)
{
    /// <summary>New directories for a root. Their name is part of the names of containers and cgroups.</summary>
    internal BuildRootPaths NewPaths()
    {
        var name = Guid.NewGuid().ToString("n")[..16];
        var paths = new BuildRootPaths(
            Path.Combine(Host.Directory.Builds, name), Path.Combine(Host.Directory.BuildMounts, name));
        Directory.CreateDirectory(paths.RuntimeDirectory);
        return paths;
    }

    internal void Remove(BuildRootPaths paths)
    {
        Rootfs.Unmount(paths.Root);
        Rootfs.Unmount(paths.Lower);
        Directory.Delete(paths.RuntimeDirectory, recursive: true);
        Host.Trash.Take(paths.Writable);
    }
}
