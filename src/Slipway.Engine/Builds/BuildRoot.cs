using Slipway.Engine.Embedded.Roots;
using Slipway.Engine.Embedded.Slots;
using Slipway.Engine.Embedded.Snapshots;
using Slipway.Oci.Layers;
using Slipway.Registry.Content;

namespace Slipway.Engine.Builds;

/// <summary>
/// A writable root over a chain of layers: run steps in it, change its files from the host, commit the changes as a
/// layer, and continue above it. Created by <see cref="BuildEngine.OpenAsync"/>; disposing it discards uncommitted
/// changes. Operations are serialized.
/// </summary>
public sealed class BuildRoot : IAsyncDisposable
{
    private readonly SemaphoreSlim _lock = new(1);
    private readonly BuildServices _services;
    private readonly BuildRootPaths _paths;
    private readonly long? _diskLimit;
    private SnapshotStack _snapshots;
    private Slot? _slot;
    private int _steps;
    private bool _disposed;

    internal BuildRoot(
        BuildServices services, BuildRootPaths paths, LayerChain layers, SnapshotStack snapshots, long? diskLimit) =>
        (_services, _paths, Layers, _snapshots, _diskLimit) = (services, paths, layers, snapshots, diskLimit);

    /// <summary>The layers below the uncommitted changes.</summary>
    public LayerChain Layers { get; private set; }

    /// <summary>
    /// Runs a step as a container on this root and returns its output line by line. A failing command is a result, not
    /// an exception.
    /// </summary>
    /// <exception cref="SlipwayException">The step cannot be started.</exception>
    public Task<StepResult> RunAsync(
        BuildStep step, Func<LogLine, ValueTask> log, CancellationToken cancel) => WithLockAsync(
            async () =>
            {
                _slot ??= await _services.Host.Slots.AcquireAsync(null, cancel);
                var limits = step.Limits.Least(new ResourceLimits { Disk = _diskLimit });
                return await new BuildContainer(_services, _paths, _slot)
                    .RunAsync(_snapshots, step with { Limits = limits }, $"{_paths.Name}-{++_steps}", log, cancel);
            },
            cancel);

    /// <summary>
    /// Mounts the merged tree as a directory of the host, with container ids, while the action runs (no step may run
    /// meanwhile). Resolve paths beneath it only: links in the tree are untrusted.
    /// </summary>
    public Task<T> WithTreeAsync<T>(Func<string, Task<T>> action, CancellationToken cancel) => WithLockAsync(
        async () =>
        {
            await _services.Host.Rootfs.MountAsync(_snapshots, _paths.Writable, _paths.Root, null, cancel);
            try
            {
                return await action(_paths.Root);
            }
            finally
            {
                Rootfs.Unmount(_paths.Root);
            }
        },
        cancel);

    /// <summary>
    /// Commits the changes since the last commit as a layer, stores its blob, and adds it to <see cref="Layers"/>. The
    /// same changes give the same diff id on every machine. Null when nothing changed.
    /// </summary>
    public Task<Layer?> CommitAsync(LayerCommit options, Lease lease, CancellationToken cancel) => WithLockAsync(
        async () =>
        {
            if (!Directory.Exists(_paths.Upper))
                return null;
            var layer = await new BuildCommit(_services, _paths).RunAsync(Layers, _snapshots, options, lease, cancel);
            if (layer is null)
                return null;
            Layers = Layers.Add(layer);
            _snapshots.Dispose();
            _snapshots = await _services.Snapshots.AcquireAsync(Layers, CancellationToken.None);
            return layer;
        },
        cancel);

    public async ValueTask DisposeAsync()
    {
        await _lock.WaitAsync();
        if (!_disposed)
        {
            _disposed = true;
            _services.Remove(_paths);
            _snapshots.Dispose();
            if (_slot is not null)
                _services.Host.Slots.Release(_slot);
        }
        _lock.Release();
    }

    private async Task<T> WithLockAsync<T>(Func<Task<T>> action, CancellationToken cancel)
    {
        await _lock.WaitAsync(cancel);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return await FullDisk.TranslateAsync(action);
        }
        finally
        {
            _lock.Release();
        }
    }
}

/// <summary>Options of a commit.</summary>
public sealed record LayerCommit
{
    /// <summary>Later modification times are clamped to this one (SOURCE_DATE_EPOCH); null keeps all.</summary>
    public DateTimeOffset? LatestTime { get; init; }

    /// <summary>Paths without leading slash that are excluded with everything below them.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Files without leading slash whose creation or change is excluded; their removal is not.</summary>
    public IReadOnlyList<string> Transient { get; init; } = [];
}
