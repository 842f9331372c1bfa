using Slipway.Engine.Embedded;
using Slipway.Engine.Embedded.Snapshots;
using Slipway.Linux.Mounts;
using Slipway.Oci.Layers;
using Slipway.Registry.Content;

namespace Slipway.Engine.Builds;

/// <summary>Opens build roots and read-only views of images.</summary>
public sealed class BuildEngine
{
    private readonly BuildServices _services;

    /// <summary>
    /// Removes what builds of an earlier process left; opening the host has already killed their processes.
    /// </summary>
    /// <param name="trust">CA certificates that networked steps trust instead of those of their images.</param>
    public BuildEngine(EngineHost host, SnapshotStore snapshots, ContentStore content, BuildTrust? trust = null)
    {
        _services = new BuildServices(host, snapshots, content, trust);
        RemoveLeftovers();
    }

    /// <summary>
    /// Opens a writable root over the layers (none: an empty directory). At most <paramref name="diskLimit"/> bytes may
    /// be written to it.
    /// </summary>
    /// <exception cref="SlipwayException">The disk is full.</exception>
    public async Task<BuildRoot> OpenAsync(LayerChain layers, long? diskLimit, CancellationToken cancel)
    {
        var snapshots = await FullDisk.TranslateAsync(() => _services.Snapshots.AcquireAsync(layers, cancel));
        return new BuildRoot(_services, _services.NewPaths(), layers, snapshots, diskLimit);
    }

    /// <summary>Mounts the merged tree of the layers, read-only, with container ids, while the action runs.</summary>
    public async Task<T> ViewAsync<T>(LayerChain layers, Func<string, Task<T>> action, CancellationToken cancel)
    {
        using var snapshots = await FullDisk.TranslateAsync(() => _services.Snapshots.AcquireAsync(layers, cancel));
        var paths = _services.NewPaths();
        try
        {
            await _services.Host.Rootfs.MountAsync(snapshots, null, paths.Lower, null, cancel);
            return await action(paths.Lower);
        }
        finally
        {
            _services.Remove(paths);
        }
    }

    private void RemoveLeftovers()
    {
        Mount.UnmountAll(_services.Host.Directory.BuildMounts);
        foreach (var directory in Directory.EnumerateDirectories(_services.Host.Directory.BuildMounts).ToList())
            Directory.Delete(directory, recursive: true);
        foreach (var written in Directory.EnumerateDirectories(_services.Host.Directory.Builds).ToList())
            _services.Host.Trash.Take(written);
        _services.Host.Trash.Empty();
    }
}
