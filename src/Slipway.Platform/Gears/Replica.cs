using System.Text.Json.Serialization;

namespace Slipway.Platform.Gears;

/// <summary>Stored by name: a member that is renamed keeps its stored one.</summary>
public enum ReplicaStatus
{
    /// <summary>A rollout starts it and waits until it is ready.</summary>
    Starting,

    /// <summary>Alive, and not yet on the edge.</summary>
    [JsonStringEnumMemberName("Live")]
    Ready,

    Serving,

    /// <summary>Finishes what it has; gets nothing new.</summary>
    Draining,

    /// <summary>It ended and will be started again at <see cref="Replica.NextStart"/>.</summary>
    Waiting,

    /// <summary>It is being started again.</summary>
    Restarting,

    /// <summary>Stopped while its successor tries the volume; removed or started again afterwards.</summary>
    [JsonStringEnumMemberName("Held")]
    Suspended,
}

/// <summary>
/// A place in a gear group: the gear that runs at this index of a release, through all its restarts. Each start has an
/// <see cref="Id"/> of its own.
/// </summary>
public sealed record Replica(string Application, int Release, int Index, string Id)
{
    public ReplicaStatus Status { get; init; }

    /// <summary>The slot that a stateful gear and its successors share.</summary>
    public string? Slot { get; init; }

    /// <summary>Where the gear of the latest start listens.</summary>
    public string? Address { get; init; }

    public int Restarts { get; init; }

    public DateTimeOffset? NextStart { get; init; }

    /// <summary>Since when it serves without a break.</summary>
    public DateTimeOffset? ServingSince { get; init; }

    /// <summary>
    /// Until when it may finish what it has, with no operation waiting for it; see <see cref="BackgroundDrains"/>.
    /// </summary>
    public DateTimeOffset? DrainUntil { get; init; }

    /// <summary>How the previous start ended, for people.</summary>
    public string? LastEnd { get; init; }

    /// <summary>Whether a process of this gear exists or is wanted now.</summary>
    public bool Occupies => Status != ReplicaStatus.Suspended;

    public bool Routed => Status is ReplicaStatus.Serving or ReplicaStatus.Draining;

    public override string ToString() => $"gear {Id} (v{Release}, {Index}, {Status})";
}
