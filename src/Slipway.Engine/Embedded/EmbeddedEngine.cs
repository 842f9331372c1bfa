using System.Collections.Concurrent;
using System.Net;
using Slipway.Engine.Embedded.Containers;
using Slipway.Engine.Embedded.Exec;
using Slipway.Engine.Embedded.Gears;
using Slipway.Engine.Embedded.Limits;
using Slipway.Engine.Embedded.Logs;
using Slipway.Engine.Embedded.Slots;
using Slipway.Engine.Embedded.Snapshots;
using Slipway.Engine.Embedded.Volumes;
using Slipway.Engine.Gears;
using Slipway.Linux.Processes;
using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.Engine.Embedded;

/// <summary>
/// Runs gears on this machine: overlayfs roots, a slot for each gear, conmon and an OCI runtime. Gears outlive this
/// object; <see cref="Open"/> adopts them.
/// </summary>
public sealed class EmbeddedEngine : IGearEngine, IAsyncDisposable
{
    private readonly EngineHost _host;
    private readonly GearStarter _start;
    private readonly GearRootfs _roots;
    private readonly GearCleanup _end;
    private readonly VolumeStore _volumes;
    private readonly LogRotation _rotation;
    private readonly GearEvents _events = new();
    private readonly ConcurrentDictionary<string, Gear> _gears = new();
    private readonly VolumeClaims _claims;

    private EmbeddedEngine(
        EngineHost host, SnapshotStore snapshots, Func<Digest, CancellationToken, Task<Image>> images)
    {
        _host = host;
        _claims = new VolumeClaims(() => _gears.Values);
        var monitor = new ContainerMonitor(host.Options);
        _volumes = new VolumeStore(
            host.Directory.Volumes, Path.Combine(host.RunPath, "volumes"), host.Binds, host.Trash);
        _roots = new GearRootfs(host, snapshots, _volumes);
        _end = new GearCleanup(host, _roots, monitor, record => _events.Publish(StateOf(record)));
        _start = new GearStarter(host, _roots, monitor, _end, images);
        _rotation = new LogRotation(host.Options, () => _gears.Values.Where(g => g.IsRunning).Select(g => g.Directory));
    }

    /// <summary>
    /// Opens the engine and adopts the gears of an earlier process: running ones are watched again, ended ones
    /// reported, half-started ones removed.
    /// </summary>
    public static Task<EmbeddedEngine> OpenAsync(
        EngineHost host, SnapshotStore snapshots, ImageStore images, CancellationToken cancel) =>
        OpenAsync(host, snapshots, images.GetAsync, cancel);

    internal static async Task<EmbeddedEngine> OpenAsync(
        EngineHost host, SnapshotStore snapshots, Func<Digest, CancellationToken, Task<Image>> images,
        CancellationToken cancel)
    {
        var engine = new EmbeddedEngine(host, snapshots, images);
        await engine.AdoptAsync(cancel);
        return engine;
    }

    public async Task<GearState> StartAsync(GearSpec spec, CancellationToken cancel)
    {
        GearPlan.Check(spec);
        var gear = _gears.GetOrAdd(spec.Id, Known);
        await gear.Lock.WaitAsync(cancel);
        try
        {
            if (gear.Record is { } known)
                return known.Exit is null
                    ? StateOf(known)
                    : throw new SlipwayException(
                        ErrorCode.EngineConflict, $"gear '{spec.Id}' has ended", "start another one");
            _claims.Claim(gear, spec);
            var record = await _start.RunAsync(gear, spec, () => TakeSlotAsync(spec, cancel), cancel);
            _ = DetachedTask.Run(() => _end.WatchAsync(gear, record));
            _events.Publish(StateOf(record));
            return StateOf(record);
        }
        catch
        {
            if (gear.Record is null && _gears.TryRemove(spec.Id, out _))
                gear.HeldVolumes = [];
            throw;
        }
        finally
        {
            gear.Lock.Release();
        }
    }

    public async Task<GearState> StopAsync(string gear, TimeSpan grace, CancellationToken cancel)
    {
        var known = Running(gear, out var record);
        if (record.Exit is not null)
            return StateOf(record);
        var signal = record.StopSignal is { } name && Signal.TryParse(name, out var parsed) ? parsed : Signal.Terminate;
        using (var init = PidHandle.TryOpen(record.Pid!.Value))
            if (known.Cgroup.Processes().Contains(record.Pid.Value))
                init?.Kill(signal);
        try
        {
            await known.Ended.WaitAsync(grace, cancel);
        }
        catch (TimeoutException)
        {
            await known.Cgroup.KillAsync(cancel);
            await known.Ended.WaitAsync(cancel);
        }
        return StateOf(known.Record ?? record);
    }

    public async Task RemoveAsync(string gear, bool keepSlot, CancellationToken cancel)
    {
        if (!_gears.TryGetValue(gear, out var known))
            return;
        await known.Lock.WaitAsync(cancel);
        try
        {
            if (known.Record is not { } record)
                return;
            foreach (var (from, to) in LinksOf(gear))
                await _host.Firewall.UnlinkAsync(from, to, cancel);
            await _end.RemoveAsync(known, record, keepSlot);
            _gears.TryRemove(gear, out _);
        }
        finally
        {
            known.Lock.Release();
        }
    }

    public Task<IReadOnlyList<GearState>> ListAsync(CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<GearState>>(
            [.. _gears.Values.Select(g => g.Record).OfType<GearRecord>().Where(r => r.Started).Select(StateOf)]);

    public Task<GearState?> FindAsync(string gear, CancellationToken cancel) =>
        Task.FromResult(_gears.TryGetValue(gear, out var known) && known.Record is { Started: true } record
            ? StateOf(record) : null);

    public IAsyncEnumerable<GearState> WatchAsync(CancellationToken cancel) => _events.WatchAsync(cancel);

    /// <summary>Allows a gear to connect to another, until one of them is removed.</summary>
    public async Task LinkAsync(string gear, string target, CancellationToken cancel)
    {
        var from = Running(gear, out _);
        Running(target, out var to);
        await from.Lock.WaitAsync(cancel);
        try
        {
            var record = from.Record!;
            await _host.Firewall.LinkAsync(AddressOf(record), AddressOf(to), cancel);
            if (!record.Links.Contains(target))
                from.Note(now => now! with { Links = [.. now.Links, target] });
        }
        finally
        {
            from.Lock.Release();
        }
    }

    public async Task<IExecSession> ExecAsync(string gear, ExecSpec spec, CancellationToken cancel)
    {
        var known = Running(gear, out var record);
        if (record.Exit is not null)
            throw new SlipwayException(ErrorCode.EngineConflict, $"gear '{gear}' does not run");
        return await ExecSession.StartAsync(
            _host, known.Directory, record.Process!, spec, user => _roots.FindUser(known.Directory, user), cancel);
    }

    public IAsyncEnumerable<LogLine> LogsAsync(string gear, int? tail, bool follow, CancellationToken cancel)
    {
        var known = Running(gear, out _);
        return new GearLog(known.Directory.Log, _host.Options.RotatedLogs)
            .ReadAsync(tail, follow ? known.Ended : Task.CompletedTask, cancel);
    }

    public async Task<GearStats> StatsAsync(string gear, CancellationToken cancel)
    {
        var known = Running(gear, out var record);
        if (record.Exit is not null)
            throw new SlipwayException(ErrorCode.EngineConflict, $"gear '{gear}' does not run");
        return CgroupUsage.Read(
            known.Cgroup, await GearRootfs.WrittenAsync(known.Directory, record.Disk is not null, cancel));
    }

    public Task CreateVolumeAsync(string volume, long? size, CancellationToken cancel) =>
        _volumes.CreateAsync(volume, size, cancel);

    public Task RemoveVolumeAsync(string volume, CancellationToken cancel)
    {
        _claims.WhileUnused(volume, () => _volumes.Remove(volume));
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> ListVolumesAsync(CancellationToken cancel) => Task.FromResult(_volumes.List());

    public Task ReleaseSlotAsync(string slot, CancellationToken cancel)
    {
        _host.Slots.FreeName(slot);
        return Task.CompletedTask;
    }

    /// <summary>Stops all gears and removes everything that the engine created outside its data directory.</summary>
    public async Task TeardownAsync(CancellationToken cancel)
    {
        foreach (var gear in _gears.Keys)
            await RemoveAsync(gear, keepSlot: true, cancel);
        await _host.TeardownAsync(cancel);
    }

    /// <summary>Stops watching. The gears keep running.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.DisposeAsync();
        await _rotation.DisposeAsync();
    }

    private async Task AdoptAsync(CancellationToken cancel)
    {
        foreach (var directory in Directory.EnumerateDirectories(_host.Run.Gears))
        {
            var gear = Known(Path.GetFileName(directory));
            if (GearRecords.Read(directory) is not { Started: true, Transient: false } record)
            {
                await _end.DiscardAsync(gear, GearRecords.Read(directory), cancel);
                continue;
            }
            gear.Adopt(record);
            _gears[record.Id] = gear;
            if (record.Exit is null)
            {
                await ExecSession.ClearAsync(gear, cancel);
                var watching = DetachedTask.Run(() => _end.WatchAsync(gear, record));
                if (record.Boot != BootId.Read())
                    await watching;
            }
        }
        _host.Trash.Empty();
    }

    private async Task<Slot> TakeSlotAsync(GearSpec spec, CancellationToken cancel)
    {
        if (spec.Join is not { } name)
            return await _host.Slots.AcquireAsync(spec.Slot, cancel);
        var other = Running(name, out _);
        await other.Lock.WaitAsync(cancel);
        try
        {
            Running(name, out var record);
            if (record.SlotName is { } kept)
                throw new SlipwayException(ErrorCode.EngineInvalidSpec,
                    $"gear '{name}' keeps slot '{kept}' for its successors; other gears cannot join it");
            return _host.Slots.Share(record.Slot);
        }
        finally
        {
            other.Lock.Release();
        }
    }

    private Gear Known(string id) => new(new GearDirectory(_host.Run, id), _host.Cgroups.Gears.Child(id));

    private Gear Running(string id, out GearRecord record)
    {
        var gear = _gears.TryGetValue(id, out var known) && known.Record is { Started: true } ? known : null;
        record = gear?.Record
            ?? throw new SlipwayException(ErrorCode.EngineNotFound, $"there is no gear '{Excerpt.Of(id)}'");
        return gear;
    }

    private IEnumerable<(IPAddress From, IPAddress To)> LinksOf(string id) =>
        from gear in _gears.Values
        let record = gear.Record
        where record is not null
        from target in record.Links
        where record.Id == id || target == id
        let other = _gears.GetValueOrDefault(target)?.Record
        where other is not null
        select (AddressOf(record), AddressOf(other));

    private IPAddress AddressOf(GearRecord record) => _host.Slots.Describe(record.Slot).Address;

    private GearState StateOf(GearRecord record) =>
        new(record.Id, record.Exit is null ? GearPhase.Running : GearPhase.Ended, AddressOf(record), record.StartedAt)
        {
            Slot = record.SlotName,
            Pid = record.Exit is null ? record.Pid : null,
            Exit = record.Exit,
            Labels = record.Labels,
        };
}
