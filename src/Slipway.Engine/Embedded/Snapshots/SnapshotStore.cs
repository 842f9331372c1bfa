using Slipway.Diagnostics.Loops;
using Slipway.Linux.Mounts;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Registry.Content;

namespace Slipway.Engine.Embedded.Snapshots;

/// <summary>
/// The unpacked layers, by chain id and without duplicates. The blobs of the content store are the source of truth:
/// missing, incomplete or possibly lost snapshots are unpacked again on demand.
/// </summary>
public sealed class SnapshotStore : IAsyncDisposable
{
    /// <summary>
    /// A build creates its layers in quick succession, and a sync slows the disk: it waits until they are done.
    /// </summary>
    private static readonly TimeSpan DefaultSyncDelay = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<Digest, CachedSnapshot> _cached = [];
    private readonly EngineDirectory _directory;
    private readonly SnapshotDirectory _directories;
    private readonly SnapshotSync _sync;
    private readonly LayerUnpacking _unpacking;
    private readonly string _bootId;
    private readonly CancellationTokenSource _closing = new();

    /// <summary>Opens the store and removes leftovers of a crash.</summary>
    /// <param name="loops">The background loops that the store's own is among.</param>
    /// <param name="bootId">Null reads the kernel's.</param>
    /// <param name="syncDelay">How long new snapshots wait so that several are synced together; null is two
    /// seconds.</param>
    public SnapshotStore(
        EngineDirectory directory, ContentStore content, Trash trash, BackgroundLoops loops, string? bootId = null,
        TimeSpan? syncDelay = null)
    {
        _directory = directory;
        _bootId = bootId ?? BootId.Read();
        _directories = new SnapshotDirectory(directory, trash);
        _unpacking = new LayerUnpacking(_directories, content);
        foreach (var snapshot in _directories.Open(_bootId))
            _cached[snapshot.Record.Chain] = new CachedSnapshot(Task.FromResult(snapshot));
        _sync = new SnapshotSync(directory.Snapshots, SyncedAsync, syncDelay ?? DefaultSyncDelay, loops);
        if (Unsynced().Count > 0)
            _sync.Request();
    }

    /// <summary>
    /// The layers, unpacked if necessary. Concurrent requests for the same chain wait for one unpacking.
    /// </summary>
    /// <exception cref="SlipwayException">A layer's blob is not stored.</exception>
    /// <exception cref="SlipwayException">A layer is malformed or has another diff id than the image
    /// says.</exception>
    public async Task<SnapshotStack> AcquireAsync(LayerChain chain, CancellationToken cancel)
    {
        var ids = chain.Ids;
        var used = new List<CachedSnapshot>();
        var names = new List<string>();
        try
        {
            for (var at = 0; at < ids.Length; at++)
            {
                var cached = Use(
                    new UnpackRequest(ids[at], at == 0 ? null : ids[at - 1], chain.Layers[at], [.. names]));
                used.Add(cached);
                names.Insert(0, (await cached.Snapshot.WaitAsync(cancel)).Name);
            }
        }
        catch
        {
            Release(used);
            throw;
        }
        return new SnapshotStack(names, () => Release(used));
    }

    /// <summary>
    /// Turns a directory, by a rename, into the snapshot of a chain's topmost layer. If a snapshot exists, the
    /// directory is left alone.
    /// </summary>
    /// <returns>Whether the directory was used.</returns>
    internal bool Adopt(LayerChain chain, string files)
    {
        var ids = chain.Ids;
        lock (_lock)
        {
            if (_cached.TryGetValue(ids[^1], out var known) && !known.Snapshot.IsFaulted)
                return false;
            var (number, path) = _directories.Begin();
            Directory.Delete(Path.Combine(path, "fs"));
            Directory.Move(files, Path.Combine(path, "fs"));
            var record = new SnapshotRecord(ids[^1], ids.Length > 1 ? ids[^2] : null, chain.Top.DiffId, _bootId);
            _cached[ids[^1]] = new CachedSnapshot(Task.FromResult(_directories.Publish(number, record)));
        }
        _sync.Request();
        return true;
    }

    /// <summary>
    /// Removes the snapshots that are neither in <paramref name="needed"/> nor below one that is, nor acquired, nor
    /// mounted.
    /// </summary>
    /// <returns>How many were removed.</returns>
    public int RemoveUnused(IReadOnlySet<Digest> needed)
    {
        lock (_lock)
        {
            var kept = SnapshotUse.Kept(
                [.. Finished()], needed, InUse(), SnapshotUse.Mounted(MountTable.Read().Under(_directory.Run)));
            var unused = Finished().Where(snapshot => !kept.Contains(snapshot.Record.Chain)).ToList();
            foreach (var snapshot in unused)
            {
                _cached.Remove(snapshot.Record.Chain);
                _directories.Remove(snapshot);
            }
            return unused.Count;
        }
    }

    /// <summary>Waits until all existing snapshots are on disk.</summary>
    public Task FlushAsync(CancellationToken cancel) => _sync.FlushAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
            return;
        await _closing.CancelAsync();
        await _sync.DisposeAsync();
        Task[] making;
        lock (_lock)
            making = [.. _cached.Values.Select(cached => cached.Snapshot)];
        await Task.WhenAll(making).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private CachedSnapshot Use(UnpackRequest request)
    {
        lock (_lock)
        {
            if (!_cached.TryGetValue(request.Chain, out var cached) || cached.Snapshot.IsFaulted
                || cached.Snapshot.IsCanceled)
                _cached[request.Chain] = cached = new CachedSnapshot(
                    Task.Run(() => Unpack(request), CancellationToken.None));
            cached.Uses++;
            return cached;
        }
    }

    /// <summary>
    /// Continues when the first caller cancels: others may be waiting, and the next caller will need it.
    /// </summary>
    private Snapshot Unpack(UnpackRequest request)
    {
        var snapshot = _unpacking.Unpack(request, _bootId, _closing.Token);
        _sync.Request();
        return snapshot;
    }

    private void Release(IEnumerable<CachedSnapshot> used)
    {
        lock (_lock)
            foreach (var cached in used)
                cached.Uses--;
    }

    private IEnumerable<Snapshot> Finished() =>
        _cached.Values.Where(s => s.Snapshot.IsCompletedSuccessfully).Select(s => s.Snapshot.Result);

    private HashSet<Digest> InUse() => [.. _cached.Where(s => s.Value.Uses > 0).Select(s => s.Key)];

    private List<Snapshot> Unsynced()
    {
        lock (_lock)
            return [.. Finished().Where(snapshot => snapshot.Record.BootId is not null)];
    }

    /// <summary>Called around a syncfs: snapshots that existed before it are on disk after it.</summary>
    private async Task SyncedAsync(Func<Task> sync)
    {
        var before = Unsynced();
        if (before.Count == 0)
            return;
        await sync();
        lock (_lock)
            foreach (var snapshot in before)
                if (_cached.TryGetValue(snapshot.Record.Chain, out var cached))
                    cached.Snapshot = Task.FromResult(_directories.MarkSynced(snapshot));
    }

    private sealed class CachedSnapshot(Task<Snapshot> snapshot)
    {
        internal Task<Snapshot> Snapshot { get; set; } = snapshot;

        internal int Uses { get; set; }
    }
}
