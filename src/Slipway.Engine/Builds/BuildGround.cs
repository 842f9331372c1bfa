using Slipway.Engine.Embedded;
using Slipway.Engine.Embedded.Roots;
using Slipway.Engine.Embedded.Snapshots;
using Slipway.Registry.Content;

namespace Slipway.Engine.Builds;

/// <summary>What all build roots of an engine stand on.</summary>
internal sealed record BuildGround(EngineHost Host, SnapshotStore Snapshots, ContentStore Content, BuildTrust? Trust)
{
    /// <summary>Places of their own for a root. Their name is part of the containers' and cgroups' names.</summary>
    internal BuildPlaces NewPlaces()
    {
        var name = Guid.NewGuid().ToString("n")[..16];
        var places = new BuildPlaces(Path.Combine(Host.Directory.Builds, name), Path.Combine(Host.Directory.BuildMounts, name));
        Directory.CreateDirectory(places.Room);
        return places;
    }

    internal void Remove(BuildPlaces places)
    {
        Rootfs.Unmount(places.Root);
        Rootfs.Unmount(places.Lower);
        Directory.Delete(places.Room, recursive: true);
        Host.Trash.Take(places.Writable);
    }
}
