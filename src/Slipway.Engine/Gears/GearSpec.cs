using System.Net;
using Slipway.Oci;

namespace Slipway.Engine.Gears;

/// <summary>What to start.</summary>
public sealed record GearSpec
{
    /// <summary>Unique for ever, made by the caller: <c>[a-z0-9-]</c>, at most 63 characters.</summary>
    public required string Id { get; init; }

    /// <summary>The image's manifest in the content store.</summary>
    public required Digest Image { get; init; }

    /// <summary>Replaces the image's entrypoint and command; null runs what the image says.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary><c>NAME=VALUE</c>, over the image's.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    public IReadOnlyList<VolumeMount> Volumes { get; init; } = [];

    public ResourceLimits Limits { get; init; } = new();

    /// <summary>
    /// Names the slot (id range, network namespace, address) to run in, so that a successor of the same name has the same address. Null: any free one.
    /// </summary>
    public string? Slot { get; init; }

    public string? Hostname { get; init; }

    public bool ReadOnlyRoot { get; init; }

    /// <summary>What the gear belongs to; given back in <see cref="GearState"/>, so that a restarted server knows its own.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}

/// <summary>A volume and the absolute path where the gear sees it.</summary>
public sealed record VolumeMount(string Volume, string Path, bool ReadOnly = false);

public enum GearPhase
{
    Running,
    Ended,
}

/// <summary>A gear as the engine knows it.</summary>
public sealed record GearState(string Id, GearPhase Phase, IPAddress Address, DateTimeOffset StartedAt)
{
    public string? Slot { get; init; }

    /// <summary>The init process's pid on the host while the gear runs.</summary>
    public int? Pid { get; init; }

    /// <summary>Set when the gear has ended.</summary>
    public GearExit? Exit { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}

/// <param name="Code">The exit code, 128 + n for signal n; null when nobody could see it (the monitor was killed, or the machine lost power).</param>
public sealed record GearExit(int? Code, bool OutOfMemory, DateTimeOffset EndedAt);

/// <param name="Memory">Bytes in use.</param>
/// <param name="CpuTime">Processor time used since the start.</param>
/// <param name="Disk">Bytes the gear wrote to its root.</param>
public sealed record GearStats(long Memory, TimeSpan CpuTime, int Pids, long Disk);
