using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Slipway.Engine;
using Slipway.Engine.Gears;

namespace Slipway.Testing.Gears;

/// <summary>
/// An engine without containers: gears are records that listen on their own loopback addresses. It conforms to
/// <see cref="IGearEngine"/>, and is stricter than required: it refuses a second running gear on a volume or slot.
/// Several servers may use one instance, one after another.
/// </summary>
public sealed class InMemoryGearEngine(Func<GearSpec, InMemoryProgram>? programs = null, TimeProvider? time = null)
    : IGearEngine, IDisposable
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Dictionary<string, InMemoryGear> _gears = [];
    private readonly Dictionary<string, IPAddress> _slots = [];
    private readonly SortedSet<string> _volumes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Channel<GearState>, bool> _watchers = [];
    private readonly byte _network = (byte)Random.Shared.Next(16, 255);
    private readonly Lock _lock = new();
    private int _addresses = Random.Shared.Next(1, 1 << 15);

    /// <summary>The number of gears started so far.</summary>
    public int Starts { get; private set; }

    /// <summary>The slots that are reserved or in use.</summary>
    public IReadOnlyCollection<string> Slots
    {
        get
        {
            lock (_lock)
                return [.. _slots.Keys];
        }
    }

    /// <summary>How many watch its events.</summary>
    public int Watchers => _watchers.Count;

    public Task<GearState> StartAsync(GearSpec spec, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        InMemoryGear gear;
        lock (_lock)
        {
            if (_gears.TryGetValue(spec.Id, out var known))
                return known.Running
                    ? Task.FromResult(known.State)
                    : throw new SlipwayException(
                        ErrorCode.EngineConflict, $"gear '{spec.Id}' has ended", "start another one");
            RequireFree(spec);
            gear = Create(spec);
        }
        foreach (var line in gear.Program.Output)
            gear.WriteLog(_time.GetUtcNow(), line);
        Publish(gear.State);
        if (gear.Program.ExitCode is { } code)
            End(spec.Id, code);
        return Task.FromResult(gear.State);
    }

    public Task<GearState> StopAsync(string gear, TimeSpan grace, CancellationToken cancel)
    {
        End(gear, 143);
        return Task.FromResult(Gear(gear).State);
    }

    public Task RemoveAsync(string gear, bool keepSlot, CancellationToken cancel)
    {
        End(gear, 137);
        lock (_lock)
        {
            if (_gears.Remove(gear, out var removed) && removed.Spec.Slot is { } slot && !keepSlot)
                _slots.Remove(slot);
        }
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<GearState>> ListAsync(CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<GearState>>([.. _gears.Values.Select(gear => gear.State)]);
    }

    public Task<GearState?> FindAsync(string gear, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult(_gears.GetValueOrDefault(gear)?.State);
    }

    public async IAsyncEnumerable<GearState> WatchAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var channel = Channel.CreateUnbounded<GearState>();
        _watchers[channel] = true;
        try
        {
            await foreach (var state in channel.Reader.ReadAllAsync(cancel))
                yield return state;
        }
        finally
        {
            _watchers.TryRemove(channel, out _);
        }
    }

    public Task<IExecSession> ExecAsync(
        string gear, ExecSpec spec, CancellationToken cancel) => Gear(gear) is { Running: true } running
        ? Task.FromResult<IExecSession>(new InMemoryExec(running.Program.Exec(spec.Command)))
        : throw new SlipwayException(ErrorCode.EngineConflict, $"gear {gear} does not run");

    public IAsyncEnumerable<LogLine> LogsAsync(
        string gear, int? tail, bool follow, CancellationToken cancel) => Gear(gear).LogsAsync(tail, follow, cancel);

    public Task<GearStats> StatsAsync(string gear, CancellationToken cancel) =>
        Task.FromResult(new GearStats(1 << 20, _time.GetUtcNow() - Gear(gear).State.StartedAt, 1, 0));

    public Task CreateVolumeAsync(string volume, long? size, CancellationToken cancel)
    {
        lock (_lock)
            _volumes.Add(volume);
        return Task.CompletedTask;
    }

    public Task RemoveVolumeAsync(string volume, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (_gears.Values.Any(gear => gear.Running && gear.Spec.Volumes.Any(mount => mount.Volume == volume)))
                throw new SlipwayException(ErrorCode.EngineConflict, $"volume {volume} is in use");
            _volumes.Remove(volume);
        }
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> ListVolumesAsync(CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<string>>([.. _volumes]);
    }

    public Task ReleaseSlotAsync(string slot, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (!_gears.Values.Any(gear => gear.Running && gear.Spec.Slot == slot))
                _slots.Remove(slot);
        }
        return Task.CompletedTask;
    }

    /// <summary>Simulates that the gear's process exits with this code.</summary>
    public void End(string gear, int? code)
    {
        InMemoryGear? ended;
        lock (_lock)
        {
            if (!_gears.TryGetValue(gear, out ended) || !ended.Running)
                return;
            ended.End(new GearExit(code, false, _time.GetUtcNow()));
        }
        Publish(ended.State);
    }

    /// <summary>Simulates a log line of the gear.</summary>
    public void WriteLog(string gear, string text) => Gear(gear).WriteLog(_time.GetUtcNow(), text);

    /// <summary>The specification of a running gear.</summary>
    public GearSpec SpecOf(string gear) => Gear(gear).Spec;

    /// <summary>Simulates a power loss: no gear and no slot is left, volumes are.</summary>
    public void SimulatePowerLoss()
    {
        lock (_lock)
        {
            foreach (var gear in _gears.Values)
                gear.Dispose();
            _gears.Clear();
            _slots.Clear();
        }
    }

    public void Dispose() => SimulatePowerLoss();

    private InMemoryGear Gear(string id)
    {
        lock (_lock)
            return _gears.GetValueOrDefault(id)
                ?? throw new SlipwayException(ErrorCode.EngineNotFound, $"there is no gear {id}");
    }

    private void RequireFree(GearSpec spec)
    {
        foreach (var mount in spec.Volumes)
        {
            if (!_volumes.Contains(mount.Volume))
                throw new SlipwayException(ErrorCode.EngineNotFound, $"there is no volume {mount.Volume}");
            if (_gears.Values.FirstOrDefault(
                gear => gear.Running && gear.Spec.Volumes.Any(other => other.Volume == mount.Volume)) is { } user)
                throw new SlipwayException(
                    ErrorCode.EngineConflict, $"volume {mount.Volume} is in use by gear {user.Spec.Id}");
        }
        if (spec.Slot is not null && _gears.Values.Any(gear => gear.Running && gear.Spec.Slot == spec.Slot))
            throw new SlipwayException(ErrorCode.EngineConflict, $"slot {spec.Slot} is in use");
    }

    private InMemoryGear Create(GearSpec spec)
    {
        var address = spec.Join is { } other ? AddressOf(other)
            : spec.Slot is not null && _slots.TryGetValue(spec.Slot, out var kept) ? kept : NextAddress();
        if (spec.Slot is not null)
            _slots[spec.Slot] = address;
        var state = new GearState(spec.Id, GearPhase.Running, address, _time.GetUtcNow())
        {
            Slot = spec.Slot, Pid = 1, Labels = spec.Labels,
        };
        var gear = new InMemoryGear(spec, programs?.Invoke(spec) ?? new InMemoryProgram(), state);
        gear.Listen();
        _gears[spec.Id] = gear;
        Starts++;
        return gear;
    }

    private IPAddress AddressOf(string joined) =>
        _gears.GetValueOrDefault(joined) is not { } gear
            ? throw new SlipwayException(ErrorCode.EngineNotFound, $"there is no gear {joined}")
        : gear.Spec.Slot is { } kept
        ? throw new SlipwayException(
            ErrorCode.EngineInvalidSpec, $"gear {joined} keeps slot {kept}; other gears cannot join it")
        : gear.State.Address;

    private IPAddress NextAddress()
    {
        var next = ++_addresses;
        return new IPAddress([127, _network, (byte)(next >> 8), (byte)(next % 254 + 1)]);
    }

    private void Publish(GearState state)
    {
        foreach (var watcher in _watchers.Keys)
            watcher.Writer.TryWrite(state);
    }
}
