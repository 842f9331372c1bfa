using System.Net;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Engine.Gears;

/// <summary>The specification of a gear.</summary>
public sealed record GearSpec
{
    /// <summary>A globally unique id, chosen by the caller: <c>[a-z0-9-]</c>, at most 63 characters.</summary>
    public required string Id { get; init; }

    /// <summary>The image's manifest in the content store.</summary>
    public required Digest Image { get; init; }

    /// <summary>Replaces the image's entrypoint and command; null uses those of the image.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary><c>NAME=VALUE</c>, overriding the image's.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    public IReadOnlyList<VolumeMount> Volumes { get; init; } = [];

    public ResourceLimits Limits { get; init; } = new();

    /// <summary>
    /// The name of the slot (id range, network namespace, address), so that a successor with the same name has the same
    /// address. Null: any free slot.
    /// </summary>
    public string? Slot { get; init; }

    /// <summary>
    /// The gear whose slot this one shares, like containers of a Pod: one id range, one network (each reaches the other
    /// at 127.0.0.1), one address. That gear may have ended, but must not be removed, and its slot has no name. The
    /// slot is free when the last gear in it is removed.
    /// </summary>
    public string? Join { get; init; }

    public string? Hostname { get; init; }

    /// <summary>Additional entries of <c>/etc/hosts</c>.</summary>
    public IReadOnlyDictionary<string, IPAddress> Hosts { get; init; } = new Dictionary<string, IPAddress>();

    /// <summary>
    /// User and group, overriding the image's: name or number, <c>user[:group]</c>, looked up inside the image.
    /// </summary>
    public string? User { get; init; }

    /// <summary>Supplementary groups of the gear's processes.</summary>
    public IReadOnlyList<uint> Groups { get; init; } = [];

    /// <summary>Overrides the image's; absolute.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Capabilities (capabilities(7)) that root in the gear does not get; <c>ALL</c> for all.</summary>
    public IReadOnlyList<string> DroppedCapabilities { get; init; } = [];

    public bool ReadOnlyRoot { get; init; }

    public IReadOnlyList<InjectedFiles> Files { get; init; } = [];

    public IReadOnlyList<ScratchMount> Scratch { get; init; } = [];

    /// <summary>
    /// The gear is useful only to the process that started it: it is removed when the engine is opened again.
    /// </summary>
    public bool Transient { get; init; }

    /// <summary>Labels, returned in <see cref="GearState"/>, so that a restarted server recognizes its gears.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}

/// <summary>A volume and its absolute mount path in the gear.</summary>
public sealed record VolumeMount(string Volume, string Path, bool ReadOnly = false);

/// <summary>
/// An empty, world-writable directory that all gears of a slot share by name. It is deleted with the last gear of the
/// slot. All of a slot together are limited by <see cref="ResourceLimits.Disk"/> of the first gear that has one.
/// </summary>
public sealed record ScratchMount(string Name, string Path, bool ReadOnly = false);

/// <summary>
/// Small read-only files injected into a gear: a directory that replaces the image's at the path, or a single file.
/// </summary>
public sealed record InjectedFiles(string Path, IReadOnlyList<InjectedFile> Files)
{
    /// <summary>Creates a single file at the path.</summary>
    public static InjectedFiles One(string path, ReadOnlyMemory<byte> content, int mode = FileModes.AllReadOnly) =>
        new(path, [new InjectedFile("", content, mode)]);

    internal bool IsSingle => Files is [{ Name: "" }];
}

/// <param name="Name">Relative to the directory, with slashes; empty for a single file.</param>
/// <param name="Mode">Permission bits; the owner is the gear's user.</param>
public sealed record InjectedFile(string Name, ReadOnlyMemory<byte> Content, int Mode = FileModes.AllReadOnly);

public enum GearPhase
{
    Running,
    Ended,
}

/// <summary>The state of a gear.</summary>
public sealed record GearState(string Id, GearPhase Phase, IPAddress Address, DateTimeOffset StartedAt)
{
    public string? Slot { get; init; }

    /// <summary>The init process's pid on the host while the gear runs.</summary>
    public int? Pid { get; init; }

    /// <summary>Set when the gear has ended.</summary>
    public GearExit? Exit { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}

/// <param name="Code">The exit code, 128 + n for signal n; null when it is unknown (the monitor was killed, or the
/// machine lost power).</param>
public sealed record GearExit(int? Code, bool OutOfMemory, DateTimeOffset EndedAt);

/// <param name="Memory">Bytes in use.</param>
/// <param name="CpuTime">Processor time used since the start.</param>
/// <param name="Disk">Bytes that the gear wrote to its root.</param>
public sealed record GearStats(long Memory, TimeSpan CpuTime, int Pids, long Disk);
