using System.Globalization;
using Slipway.Engine;
using Slipway.Oci;

namespace Slipway.Platform.Limits;

/// <summary>
/// How much a gear or a build may be given. Below the least values nothing starts; what is above the
/// machine has no effect.
/// </summary>
public static class LimitRules
{
    public const long MinMemoryBytes = 16L << 20;
    public const long MaxMemoryBytes = 4L << 40;
    public const double MinCpus = 0.01;
    public const double MaxCpus = 1024;
    public const int MinPids = 16;
    public const int MaxPids = 1 << 20;
    public const long MinDiskBytes = 16L << 20;
    public const long MaxDiskBytes = 4L << 40;

    /// <exception cref="SlipwayException">Invalid: one is out of its bounds.</exception>
    public static ResourceLimits Require(ResourceLimits limits)
    {
        if (limits.Memory is < MinMemoryBytes or > MaxMemoryBytes)
            throw Refusal("memory", ByteSize.Of(MinMemoryBytes), ByteSize.Of(MaxMemoryBytes), "512m or 2g");
        if (limits.Cpus is { } cpus && !(cpus >= MinCpus && cpus <= MaxCpus))
            throw Refusal("processors", $"{MinCpus}", $"{MaxCpus}", "0.5 or 2; 0 takes the limit away");
        if (limits.Pids is < MinPids or > MaxPids)
            throw Refusal("processes", $"{MinPids}", $"{MaxPids}", "200");
        if (limits.Disk is < MinDiskBytes or > MaxDiskBytes)
            throw Refusal("disk", ByteSize.Of(MinDiskBytes), ByteSize.Of(MaxDiskBytes), "512m or 2g");
        return limits;
    }

    /// <summary>In one line, for people.</summary>
    public static string Describe(ResourceLimits limits) =>
        string.Join(", ", Parts(limits).DefaultIfEmpty("no limits"));

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

    private static SlipwayException Refusal(string what, string least, string max, string example) =>
        new(ErrorCode.Invalid, $"a limit of {what} is {least} to {max}", $"write it like {example}");
}
