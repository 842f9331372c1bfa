using Microsoft.Extensions.Logging;
using Slipway.Engine.Embedded.Containers;
using Slipway.Engine.Gears;

namespace Slipway.Engine.Embedded.Gears;

/// <summary>Cleans up after the end of a gear: records the exit, kills processes, unmounts.</summary>
internal sealed partial class GearCleanup(
    EngineHost host, GearRootfs roots, ContainerMonitor monitor, Action<GearRecord> ended) : IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly ILogger _log = host.Options.Loggers.CreateLogger<GearCleanup>();

    /// <summary>Waits for the end of a gear and records it.</summary>
    public async Task WatchAsync(Gear gear, GearRecord record)
    {
        try
        {
            if (record.Boot == Snapshots.BootId.Read())
                await GearExitWatch.MonitorEndsAsync(gear, record, _closing.Token);
            await FinishAsync(gear, record);
        }
        catch (OperationCanceledException)
        {
            // The next process continues to watch.
        }
        catch (Exception e)
        {
            // Nobody waits for this task: what it does not say here, nobody hears of.
            LogLost(e, gear.Directory.Id);
        }
    }

    /// <summary>Removes a gear completely, killing it if it runs.</summary>
    public async Task RemoveAsync(Gear gear, GearRecord record, bool keepSlot)
    {
        if (record.Exit is null)
        {
            await gear.Cgroup.KillAsync(CancellationToken.None);
            await gear.Ended;
        }
        await ClearAsync(gear, record, CancellationToken.None);
        if (record.SlotName is not { } name)
            host.Slots.Release(host.Slots.Describe(record.Slot));
        else if (!keepSlot)
            host.Slots.FreeName(name);
    }

    /// <summary>Removes leftovers of a gear from an earlier process.</summary>
    public async Task DiscardAsync(Gear gear, GearRecord? record, CancellationToken cancel)
    {
        await ClearAsync(gear, record, cancel);
        if (record is { HoldsSlot: true })
            host.Slots.Release(host.Slots.Describe(record.Slot));
    }

    /// <summary>
    /// Removes everything that exists of a gear: processes, container, cgroup, mounts, files. Also works on partial
    /// state after a crash.
    /// </summary>
    public async Task ClearAsync(Gear gear, GearRecord? record, CancellationToken cancel)
    {
        await ContainerMonitor.AbandonAsync(gear.Directory, cancel);
        await gear.Cgroup.KillAsync(cancel);
        await monitor.DeleteAsync(gear.Directory, cancel);
        gear.Cgroup.Remove();
        roots.Unmount(gear.Directory, record?.Volumes ?? []);
        host.Trash.Take(Path.Combine(host.Options.RunDirectory, "gears", gear.Directory.Id));
        gear.Forget();
    }

    public async ValueTask DisposeAsync() => await _closing.CancelAsync();

    private async Task FinishAsync(Gear gear, GearRecord record)
    {
        var exit = GearExitWatch.ReadExit(gear);
        try
        {
            await gear.Cgroup.KillAsync(CancellationToken.None);
            roots.Unmount(gear.Directory, record.Volumes);
        }
        catch (Exception e) when (e is IOException or SlipwayException { Code.IsSystem: true })
        {
            // The gear has ended; removing it retries this and reports errors.
            LogLeftovers(e, gear.Directory.Id);
        }
        LogEnd(gear.Directory.Id, exit.Code, exit.OutOfMemory);
        var noted = Note(gear, exit);
        if (!noted.HoldsSlot)
            host.Slots.Release(host.Slots.Describe(record.Slot));
        ended(noted);
    }

    /// <summary>
    /// On a full disk the exit is only known in memory; the next process finds it in the monitor's files.
    /// </summary>
    private static GearRecord Note(Gear gear, GearExit exit)
    {
        try
        {
            return gear.Note(now => now! with { Exit = exit });
        }
        catch (Exception e) when (e is IOException or SlipwayException { Code.IsSystem: true })
        {
            var known = gear.Record! with { Exit = exit };
            gear.Adopt(known);
            return known;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Information, Message = "gear {Gear} ended with code {ExitCode}, out of memory: {OutOfMemory}")]
    private partial void LogEnd(string gear, int? exitCode, bool outOfMemory);

    [LoggerMessage(Level = LogLevel.Warning, Message = "what gear {Gear} left could not be removed yet")]
    private partial void LogLeftovers(Exception failure, string gear);

    [LoggerMessage(Level = LogLevel.Error, Message = "the end of gear {Gear} could not be put on record")]
    private partial void LogLost(Exception failure, string gear);
}
