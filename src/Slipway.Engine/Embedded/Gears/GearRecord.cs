using System.Text.Json.Serialization;
using Slipway.Engine.Embedded.Containers;
using Slipway.Engine.Embedded.Files;
using Slipway.Engine.Gears;

namespace Slipway.Engine.Embedded.Gears;

/// <summary>The record of a gear in <c>DIR/run/gears</c>, from which the next server adopts it.</summary>
internal sealed record GearRecord
{
    public required string Id { get; init; }

    /// <summary>The boot in which it was started: after another boot it does not run.</summary>
    public required string Boot { get; init; }

    public required int Slot { get; init; }

    public string? SlotName { get; init; }

    /// <summary>
    /// An ended gear keeps an unnamed slot until it is removed, because others may still know its address. A named slot
    /// is kept for its successor.
    /// </summary>
    [JsonIgnore]
    public bool HoldsSlot => Exit is null || SlotName is null;

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The init process on the host; null until it was created.</summary>
    public int? Pid { get; init; }

    public int? Monitor { get; init; }

    /// <summary>Whether the start was completed. A gear whose start was not is removed, not reported.</summary>
    public bool Started { get; init; }

    public string? StopSignal { get; init; }

    /// <summary>User, environment and working directory of commands in the gear.</summary>
    public GearProcess? Process { get; init; }

    /// <summary>Gears to which this one may connect.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>The limit of the writable root, in bytes.</summary>
    public long? Disk { get; init; }

    /// <summary>Whether it is removed when the engine is opened again.</summary>
    public bool Transient { get; init; }

    public IReadOnlyList<VolumeMount> Volumes { get; init; } = [];

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public GearExit? Exit { get; init; }
}

/// <summary>The gear's process, from its image and specification.</summary>
internal sealed record GearProcess(ContainerUser User, IReadOnlyList<string> Environment, string WorkingDirectory)
{
    /// <summary>Capabilities of root in the gear, also for later commands.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = Containers.Capabilities.Gear;
}

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(GearRecord))]
internal sealed partial class GearRecordJson : JsonSerializerContext;

/// <summary>The gears' directories.</summary>
internal static class GearRecords
{
    public static IEnumerable<GearRecord> ReadAll(string directory) =>
        Directory.Exists(directory) ? Directory.EnumerateDirectories(directory).Select(Read).OfType<GearRecord>() : [];

    public static GearRecord? Read(string directory) =>
        JsonFile.TryRead(Path.Combine(directory, "gear.json"), GearRecordJson.Default.GearRecord);

    public static void Write(string directory, GearRecord record) =>
        JsonFile.Write(Path.Combine(directory, "gear.json"), record, GearRecordJson.Default.GearRecord);
}
