using Slipway.Engine.Embedded;
using Slipway.Engine.Embedded.Roots;
using Slipway.Engine.Embedded.Snapshots;
using Slipway.Registry.Content;

namespace Slipway.Engine.Builds;

/// <summary>What all build roots of an engine stand on.</summary>
internal sealed class BuildGround(EngineHost host, SnapshotStore snapshots, ContentStore content) : IAsyncDisposable
{
    private readonly MountIds _ids = new();

    internal EngineHost Host => host;

    internal SnapshotStore Snapshots => snapshots;

    internal ContentStore Content => content;

    internal EngineDirectory Directory { get; } = new(host.Options.DataDirectory, host.RunPath);

    internal Rootfs Rootfs => new(Directory, _ids);

    internal MappedBind Binds => new(_ids);

    internal Trash Trash => field ??= new Trash(Directory);

    /// <summary>Places of their own for a root. Their name is part of the containers' and cgroups' names.</summary>
    internal BuildPlaces NewPlaces()
    {
        var name = Guid.NewGuid().ToString("n")[..16];
        var places = new BuildPlaces(Path.Combine(Directory.Builds, name), Path.Combine(Directory.BuildMounts, name));
        System.IO.Directory.CreateDirectory(places.Room);
        return places;
    }

    internal void Remove(BuildPlaces places)
    {
        Rootfs.Unmount(places.Root);
        Rootfs.Unmount(places.Lower);
        System.IO.Directory.Delete(places.Room, recursive: true);
        Trash.Take(places.Writable);
    }

    public async ValueTask DisposeAsync()
    {
        await Trash.DisposeAsync();
        _ids.Dispose();
    }
}
