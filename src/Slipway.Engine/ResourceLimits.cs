namespace Slipway.Engine;

/// <summary>Resource limits of a gear or a build step; null means no limit.</summary>
public sealed record ResourceLimits
{
    /// <summary>Bytes of memory (swap included where the kernel accounts it).</summary>
    public long? Memory { get; init; }

    /// <summary>Processors, as a fraction: 0.5 is half of one.</summary>
    public double? Cpus { get; init; }

    /// <summary>Processes and threads.</summary>
    public int? Pids { get; init; }

    /// <summary>Bytes that may be written to the writable root.</summary>
    public long? Disk { get; init; }

    /// <summary>The lower limit of both for each resource.</summary>
    public ResourceLimits Least(ResourceLimits other) => new()
    {
        Memory = Least(Memory, other.Memory),
        Cpus = Least(Cpus, other.Cpus),
        Pids = Least(Pids, other.Pids),
        Disk = Least(Disk, other.Disk),
    };

    private static T? Least<T>(T? one, T? other) where T : struct, IComparable<T> =>
        one is { } first && other is { } second ? (first.CompareTo(second) <= 0 ? first : second) : one ?? other;
}
