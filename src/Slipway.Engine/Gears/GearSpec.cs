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
    /// Names the slot (id range, network namespace, address) to run in, so that a successor of the same name has the
    /// same address. Null: any free one.
    /// </summary>
    public string? Slot { get; init; }

    /// <summary>
    /// The gear whose slot this one shares, as containers of a pod do: one id range, one network (each other at
    /// 127.0.0.1), one address. That gear may have ended, but not been removed, and its slot has no name. The slot is
    /// free again when the last gear in it is removed.
    /// </summary>
    public string? Join { get; init; }

    public string? Hostname { get; init; }

    /// <summary>Names that <c>/etc/hosts</c> gives beside the gear's own.</summary>
    public IReadOnlyDictionary<string, IPAddress> Hosts { get; init; } = new Dictionary<string, IPAddress>();

    /// <summary>
    /// User and group instead of the image's: name or number, <c>user[:group]</c>, looked up inside the image.
    /// </summary>
    public string? User { get; init; }

    /// <summary>Groups that the gear's processes have beside their user's own.</summary>
    public IReadOnlyList<uint> Groups { get; init; } = [];

    /// <summary>Instead of the image's; absolute.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Capabilities (capabilities(7)) that root in the gear does without; <c>ALL</c> for each.</summary>
    public IReadOnlyList<string> DroppedCapabilities { get; init; } = [];

    public bool ReadOnlyRoot { get; init; }

    public IReadOnlyList<InjectedFiles> Files { get; init; } = [];

    public IReadOnlyList<ScratchMount> Scratch { get; init; } = [];

    /// <summary>
    /// The gear is of no use to anybody but its starter: it is removed when the engine is opened again.
    /// </summary>
    public bool Transient { get; init; }

    /// <summary>
    /// What the gear belongs to; given back in <see cref="GearState"/>, so that a restarted server knows its own.
    /// </summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}

/// <summary>A volume and the absolute path where the gear sees it.</summary>
public sealed record VolumeMount(string Volume, string Path, bool ReadOnly = false);

/// <summary>
/// An empty directory that all gears in one slot share by its name; anybody may write to it. It is gone with the last
/// gear in the slot. All of a slot together hold no more than <see cref="ResourceLimits.Disk"/> of the gear that is the
/// first to have one.
/// </summary>
public sealed record ScratchMount(string Name, string Path, bool ReadOnly = false);

/// <summary>
/// Small files that a gear is given to read: a directory in place of what the image has at the path, or a single file.
/// </summary>
public sealed record InjectedFiles(string Path, IReadOnlyList<InjectedFile> Files)
{
    /// <summary>A single file at the path.</summary>
    public static InjectedFiles One(string path, ReadOnlyMemory<byte> content, int mode = InjectedFile.Readable) =>
        new(path, [new InjectedFile("", content, mode)]);

    internal bool IsSingle => Files is [{ Name: "" }];
}

/// <param name="Name">Below the directory, with slashes; empty for a single file.</param>
/// <param name="Mode">Permission bits; the owner is the gear's user.</param>
public sealed record InjectedFile(string Name, ReadOnlyMemory<byte> Content, int Mode = InjectedFile.Readable)
{
    public const int Readable = 0x124;
}

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

/// <param name="Code">The exit code, 128 + n for signal n; null when nobody could see it (the monitor was killed, or
/// the machine lost power).</param>
public sealed record GearExit(int? Code, bool OutOfMemory, DateTimeOffset EndedAt);

/// <param name="Memory">Bytes in use.</param>
/// <param name="CpuTime">Processor time used since the start.</param>
/// <param name="Disk">Bytes the gear wrote to its root.</param>
public sealed record GearStats(long Memory, TimeSpan CpuTime, int Pids, long Disk);
