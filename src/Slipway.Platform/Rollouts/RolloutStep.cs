using System.Collections.Immutable;

namespace Slipway.Platform.Rollouts;

/// <summary>A replica of one release: its place in the gear group, through all restarts.</summary>
public readonly record struct ReplicaId(int Release, int Index)
{
    public override string ToString() => $"v{Release}.{Index}";
}

/// <summary>One act of a rollout. All are idempotent.</summary>
public abstract record RolloutStep
{
    /// <summary>Starts a gear; it is not on the edge yet.</summary>
    public sealed record Start(ReplicaId Id) : RolloutStep;

    /// <summary>Waits until it is ready; the rollout fails when it does not become so.</summary>
    public sealed record WaitUntilReady(ReplicaId Id) : RolloutStep;

    /// <summary>
    /// Atomically: these get new requests from now on, those do not, and the release is the application's
    /// when it is named.
    /// </summary>
    public sealed record SwitchTraffic(
        int? Release, ImmutableArray<ReplicaId> Serve, ImmutableArray<ReplicaId> Leave) : RolloutStep
    {
        public bool Equals(SwitchTraffic? other) =>
            other is not null && Release == other.Release && Serve.SequenceEqual(other.Serve)
                && Leave.SequenceEqual(other.Leave);

        public override int GetHashCode() => HashCode.Combine(Release, Serve.Length, Leave.Length);
    }

    /// <summary>Waits, within a limit, until no request is left on it.</summary>
    public sealed record Drain(ReplicaId Id) : RolloutStep;

    /// <summary>
    /// Leaves a gear that gets nothing new to itself: it is stopped when it is idle or its time is over, and
    /// nobody waits for that.
    /// </summary>
    public sealed record DrainInBackground(ReplicaId Id) : RolloutStep;

    /// <summary>Stops a gear for good.</summary>
    public sealed record Stop(ReplicaId Id) : RolloutStep;

    /// <summary>Stops a gear and keeps its replica, so that it can be rescheduled.</summary>
    public sealed record Suspend(ReplicaId Id) : RolloutStep;

    /// <summary>Has a gear started again, now and whenever it ends, without waiting for it.</summary>
    public sealed record Reschedule(ReplicaId Id) : RolloutStep;
}
