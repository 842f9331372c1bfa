using System.Collections.Immutable;
using Slipway.Platform.Gears;

namespace Slipway.Platform.Rollouts;

/// <summary>
/// What moves a gear group from how it is to a release at a scale. Pure: after a crash, the plan from what is then
/// there resumes where the first one stopped. A plan ends when the requests have moved: gears that are left to
/// themselves are no longer its business, unless their replica is wanted again.
/// </summary>
public static class RolloutPlan
{
    /// <summary>
    /// Web groups get all new gears before an old one goes. In stateful groups each replica is stopped before its
    /// successor starts: two gears never have one volume.
    /// </summary>
    /// <param name="current">The release the application has now.</param>
    public static ImmutableArray<RolloutStep> Forward(
        IReadOnlyList<Replica> replicas, int? current, int target, int scale, bool stateful) =>
        stateful ? Replace(replicas, current, target, scale) : StartThenSwitch(replicas, current, target, scale);

    /// <summary>
    /// Whether a gear that was left to itself is a rollout's business again: its replica is wanted, or a successor
    /// needs its volume. All others finish beside it.
    /// </summary>
    public static bool TakesOver(Replica replica, int? target, int scale) =>
        replica.DrainUntil is not null && replica.Index < scale
            && (replica.Release == target || replica.Slot is not null);

    /// <summary>
    /// Back to a release whose rollout away from it failed (null: to nothing). It waits for no readiness check: what
    /// was there before is not in question.
    /// </summary>
    public static ImmutableArray<RolloutStep> Return(IReadOnlyList<Replica> replicas, int? target, int scale)
    {
        var wanted = target is { } release ? Wanted(release, scale) : [];
        var unwanted = Unwanted(replicas, wanted);
        var serve = replicas.Where(replica => replica.Status is ReplicaStatus.Ready or ReplicaStatus.Draining)
            .Select(IdOf).Where(wanted.Contains).ToImmutableArray();
        return
        [
            new RolloutStep.SwitchTraffic(target, serve, Routed(unwanted)),
            .. unwanted.Where(replica => replica.Slot is not null && replica.Index < scale).SelectMany(DrainAndStop),
            .. DrainOrStop(unwanted.Where(replica => replica.Slot is null || replica.Index >= scale)),
            .. wanted.Where(id => StatusOf(replicas, id) is null or ReplicaStatus.Suspended or ReplicaStatus.Starting)
                .Select(id => new RolloutStep.Reschedule(id)),
        ];
    }

    /// <summary>Removes all gears.</summary>
    public static ImmutableArray<RolloutStep> Remove(IReadOnlyList<Replica> replicas) =>
    [
        new RolloutStep.SwitchTraffic(null, [], Routed(replicas)),
        .. replicas.SelectMany(DrainAndStop),
    ];

    private static ImmutableArray<RolloutStep> StartThenSwitch(
        IReadOnlyList<Replica> replicas, int? current, int target, int scale)
    {
        var wanted = Wanted(target, scale);
        var missing = wanted.Where(id => !IsAlive(replicas, id)).ToList();
        var unwanted = Unwanted(replicas, wanted);
        var serve = wanted.Where(id => StatusOf(replicas, id) != ReplicaStatus.Serving).ToImmutableArray();
        var drain = Routed(unwanted);
        return
        [
            .. missing.Select(id => new RolloutStep.Start(id)),
            .. missing.Select(id => new RolloutStep.WaitUntilReady(id)),
            .. SwitchTrafficIfNeeded(current, target, serve, drain),
            .. DrainOrStop(unwanted),
        ];
    }

    private static ImmutableArray<RolloutStep> Replace(
        IReadOnlyList<Replica> replicas, int? current, int target, int scale)
    {
        var wanted = Wanted(target, scale);
        var unwanted = Unwanted(replicas, wanted);
        return
        [
            .. wanted.SelectMany(id => ReplaceOne(replicas, id)),
            .. SwitchTrafficIfNeeded(current, target, [], Routed(unwanted.Where(replica => replica.Index >= scale))),
            .. DrainOrStop(unwanted.Where(replica => replica.Index >= scale)),
            .. unwanted.Where(replica => replica.Index < scale).Select(replica => new RolloutStep.Stop(IdOf(replica))),
        ];
    }

    private static IEnumerable<RolloutStep> ReplaceOne(IReadOnlyList<Replica> replicas, ReplicaId id)
    {
        foreach (var old in replicas.Where(
            replica => replica.Index == id.Index && replica.Release != id.Release && replica.Occupies))
        {
            if (old.Routed)
            {
                yield return new RolloutStep.SwitchTraffic(null, [], [IdOf(old)]);
                yield return new RolloutStep.Drain(IdOf(old));
            }
            yield return new RolloutStep.Suspend(IdOf(old));
        }
        if (!IsAlive(replicas, id))
        {
            yield return new RolloutStep.Start(id);
            yield return new RolloutStep.WaitUntilReady(id);
        }
        if (StatusOf(replicas, id) != ReplicaStatus.Serving)
            yield return new RolloutStep.SwitchTraffic(null, [id], []);
    }

    private static IEnumerable<RolloutStep> DrainOrStop(IEnumerable<Replica> replicas)
    {
        foreach (var replica in replicas)
            yield return replica.Routed
                ? new RolloutStep.DrainInBackground(IdOf(replica))
                : new RolloutStep.Stop(IdOf(replica));
    }

    /// <summary>For a gear whose volume a successor is about to get.</summary>
    private static IEnumerable<RolloutStep> DrainAndStop(Replica replica)
    {
        if (replica.Routed)
            yield return new RolloutStep.Drain(IdOf(replica));
        yield return new RolloutStep.Stop(IdOf(replica));
    }

    private static IEnumerable<RolloutStep> SwitchTrafficIfNeeded(
        int? current, int target, ImmutableArray<ReplicaId> serve, ImmutableArray<ReplicaId> drain)
    {
        if (current != target || serve.Length > 0 || drain.Length > 0)
            yield return new RolloutStep.SwitchTraffic(target, serve, drain);
    }

    private static ImmutableArray<ReplicaId> Wanted(int release, int scale) =>
        [.. Enumerable.Range(0, scale).Select(index => new ReplicaId(release, index))];

    private static List<Replica> Unwanted(IReadOnlyList<Replica> replicas, ImmutableArray<ReplicaId> wanted) =>
        [.. replicas.Where(replica => replica.DrainUntil is null && !wanted.Contains(IdOf(replica)))];

    private static ImmutableArray<ReplicaId> Routed(IEnumerable<Replica> replicas) =>
        [.. replicas.Where(replica => replica.Routed).Select(IdOf)];

    private static ReplicaId IdOf(Replica replica) => new(replica.Release, replica.Index);

    private static ReplicaStatus? StatusOf(IReadOnlyList<Replica> replicas, ReplicaId id) =>
        replicas.FirstOrDefault(replica => IdOf(replica) == id)?.Status;

    private static bool IsAlive(IReadOnlyList<Replica> replicas, ReplicaId id) =>
        StatusOf(replicas, id) is ReplicaStatus.Ready or ReplicaStatus.Serving or ReplicaStatus.Draining;
}
