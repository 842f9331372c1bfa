using System.Globalization;
using Slipway.Engine;
using Slipway.Oci;

namespace Slipway.Platform.Limits;

/// <summary>How much a gear or a build may be given. Below the least values nothing starts; what is above the machine has no effect.</summary>
public static class LimitRules
{
    public const long LeastMemory = 16L << 20;
    public const long MostMemory = 4L << 40;
    public const double LeastCpus = 0.01;
    public const double MostCpus = 1024;
    public const int LeastPids = 16;
    public const int MostPids = 1 << 20;
    public const long LeastDisk = 16L << 20;
    public const long MostDisk = 4L << 40;

    /// <exception cref="PlatformException">Invalid: one is out of its bounds.</exception>
    public static ResourceLimits Require(ResourceLimits limits)
    {
        if (limits.Memory is < LeastMemory or > MostMemory)
            throw Refusal("memory", ByteSize.Of(LeastMemory), ByteSize.Of(MostMemory), "512m or 2g");
        if (limits.Cpus is { } cpus && !(cpus >= LeastCpus && cpus <= MostCpus))
            throw Refusal("processors", $"{LeastCpus}", $"{MostCpus}", "0.5 or 2; 0 takes the limit away");
        if (limits.Pids is < LeastPids or > MostPids)
            throw Refusal("processes", $"{LeastPids}", $"{MostPids}", "200");
        if (limits.Disk is < LeastDisk or > MostDisk)
            throw Refusal("disk", ByteSize.Of(LeastDisk), ByteSize.Of(MostDisk), "512m or 2g");
        return limits;
    }

    /// <summary>In one line, for people.</summary>
    public static string Describe(ResourceLimits limits) => string.Join(", ", Parts(limits).DefaultIfEmpty("no limits"));

    /// <summary>What a change made of limits; empty when it made nothing of them.</summary>
    public static string DescribeChange(ResourceLimits before, ResourceLimits after)
    {
        var gone = before.Cpus is not null && after.Cpus is null ? new[] { "no limit of cpus" } : [];
        return string.Join(", ", Parts(after).Except(Parts(before)).Concat(gone));
    }

    private static IEnumerable<string> Parts(ResourceLimits limits)
    {
        if (limits.Memory is { } memory)
            yield return $"memory {ByteSize.Of(memory)}";
        if (limits.Cpus is { } cpus)
            yield return string.Create(CultureInfo.InvariantCulture, $"cpus {cpus}");
        if (limits.Pids is { } pids)
            yield return $"pids {pids}";
        if (limits.Disk is { } disk)
            yield return $"disk {ByteSize.Of(disk)}";
    }

    private static PlatformException Refusal(string what, string least, string most, string example) =>
        new(PlatformError.Invalid, $"a limit of {what} is {least} to {most}", $"write it like {example}");
}
