using System.Globalization;
using Slipway.Engine.Embedded.Containers;
using Slipway.Engine.Gears;
using Slipway.Linux.Processes;

namespace Slipway.Engine.Embedded.Gears;

/// <summary>Waits for the exit of gears and determines the exit code.</summary>
internal static class GearExitWatch
{
    /// <summary>
    /// Completes when the gear's monitor has ended: by then it recorded the exit code, or it was killed and never will.
    /// </summary>
    public static async Task MonitorEndsAsync(Gear gear, GearRecord record, CancellationToken cancel)
    {
        if (record.Monitor is not { } pid)
            return;
        using var monitor = PidHandle.TryOpen(pid);
        if (monitor is not null && ContainerMonitor.IsMonitorOf(pid, gear.Directory.Id))
            await monitor.WaitAsync(cancel);
    }

    /// <summary>The exit code that conmon recorded, whether the gear ran out of memory, and the time.</summary>
    public static GearExit ReadExit(Gear gear)
    {
        var file = new FileInfo(gear.Directory.ExitCode);
        if (!file.Exists || !int.TryParse(
            File.ReadAllText(file.FullName), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code)
            || code < 0)
            return new GearExit(null, IsOutOfMemory(gear), DateTimeOffset.UtcNow);
        return new GearExit(code, code != 0 && IsOutOfMemory(gear), new DateTimeOffset(file.LastWriteTimeUtc));
    }

    /// <summary>
    /// conmon may miss an out-of-memory event right before the exit; the cgroup is checked while it exists.
    /// </summary>
    private static bool IsOutOfMemory(Gear gear)
    {
        if (File.Exists(gear.Directory.OutOfMemory))
            return true;
        var counts = gear.Cgroup.Read("memory", "memory.events")
            ?? gear.Cgroup.Read("memory", "memory.oom_control") ?? "";
        return counts.Split('\n')
            .Any(line => line.StartsWith("oom_kill ", StringComparison.Ordinal) && line != "oom_kill 0");
    }
}
