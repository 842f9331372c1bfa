using System.Globalization;
using Slipway.Engine.Gears;
using Slipway.Linux.Cgroups;

namespace Slipway.Engine.Embedded.Limits;

/// <summary>Resource usage of a cgroup, in version 1 or 2.</summary>
internal static class CgroupUsage
{
    public static GearStats Read(Cgroup cgroup, long disk)
    {
        var memory = CgroupTree.IsVersion2 ? Number(cgroup.Read("", "memory.current")) : Number(
            cgroup.Read("memory", "memory.usage_in_bytes"));
        return new GearStats(memory, CpuTime(cgroup), (int)Number(cgroup.Read("pids", "pids.current")), disk);
    }

    private static TimeSpan CpuTime(Cgroup cgroup)
    {
        if (!CgroupTree.IsVersion2)
            return TimeSpan.FromMicroseconds(Number(cgroup.Read("cpuacct", "cpuacct.usage")) / 1000.0);
        var usage = (cgroup.Read("", "cpu.stat") ?? "")
            .Split('\n').FirstOrDefault(l => l.StartsWith("usage_usec ", StringComparison.Ordinal));
        return TimeSpan.FromMicroseconds(Number(usage?["usage_usec ".Length..]));
    }

    private static long Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
