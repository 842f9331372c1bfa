using System.Collections.Immutable;
using Slipway.Platform.Gears;

namespace Slipway.Platform.Rollouts;

/// <summary>
/// What moves a gear group from how it is to a release at a scale. Pure: after a crash, the plan from what is then
/// there goes on where the first one stopped. A plan ends when the requests have moved: gears that are left to
/// themselves are no longer its business, unless their place is wanted again.
/// </summary>
public static class RolloutPlan
{
    /// <summary>
    /// Web groups get all new gears before an old one goes. In stateful groups each place is stopped before its
    /// successor starts: two gears never have one volume.
    /// </summary>
    /// <param name="current">The release the application has now.</param>
    public static ImmutableArray<RolloutStep> Forward(
        IReadOnlyList<Replica> gears, int? current, int target, int scale, bool stateful) =>
        stateful ? Replace(gears, current, target, scale) : Surround(gears, current, target, scale);

    /// <summary>
    /// Whether a gear that was left to itself is a rollout's business again: its place is wanted, or a successor needs
    /// its volume. All others finish beside it.
    /// </summary>
    public static bool TakesOver(Replica gear, int? target, int scale) =>
        gear.DrainUntil is not null && gear.Index < scale && (gear.Release == target || gear.Slot is not null);

    /// <summary>
    /// Back to a release whose rollout away from it failed (null: to nothing). It waits for no sign of life: what was
    /// there before is not in question.
    /// </summary>
    public static ImmutableArray<RolloutStep> Return(IReadOnlyList<Replica> gears, int? target, int scale)
    {
        var wanted = target is { } release ? Wanted(release, scale) : [];
        var unwanted = Unwanted(gears, wanted);
        var serve = gears.Where(
            gear => wanted.Contains(IdOf(gear)) && gear.Status is ReplicaStatus.Ready or ReplicaStatus.Draining)
            .Select(IdOf).Where(wanted.Contains).ToImmutableArray();
        return
        [
            new RolloutStep.SwitchTraffic(target, serve, Routed(unwanted)),
            .. unwanted.Where(gear => gear.Slot is not null && gear.Index < scale).SelectMany(DrainAndStop),
            .. DrainOrStop(unwanted.Where(gear => gear.Slot is null || gear.Index >= scale)),
            .. wanted.Where(place => !gears.Any(
                gear => IdOf(gear) == place && gear.Status is not (ReplicaStatus.Suspended or ReplicaStatus.Starting)))
                .Select(place => new RolloutStep.Reschedule(place)),
        ];
    }

    /// <summary>Everything goes, and nothing is left when the plan ends.</summary>
    public static ImmutableArray<RolloutStep> Remove(IReadOnlyList<Replica> gears) =>
    [
        new RolloutStep.SwitchTraffic(null, [], Routed(gears)),
        .. gears.SelectMany(DrainAndStop),
    ];

    private static ImmutableArray<RolloutStep> Surround(
        IReadOnlyList<Replica> gears, int? current, int target, int scale)
    {
        var wanted = Wanted(target, scale);
        var missing = wanted.Where(place => !IsAlive(gears, place)).ToList();
        var unwanted = Unwanted(gears, wanted);
        var serve = wanted.Where(place => StatusOf(gears, place) != ReplicaStatus.Serving).ToImmutableArray();
        var drain = Routed(unwanted);
        return
        [
            .. missing.Select(place => new RolloutStep.Start(place)),
            .. missing.Select(place => new RolloutStep.WaitUntilReady(place)),
            .. SwitchTrafficIfNeeded(current, target, serve, drain),
            .. DrainOrStop(unwanted),
        ];
    }

    private static ImmutableArray<RolloutStep> Replace(
        IReadOnlyList<Replica> gears, int? current, int target, int scale)
    {
        var wanted = Wanted(target, scale);
        var unwanted = Unwanted(gears, wanted);
        return
        [
            .. wanted.SelectMany(place => ReplaceOne(gears, place)),
            .. SwitchTrafficIfNeeded(current, target, [], Routed(unwanted.Where(gear => gear.Index >= scale))),
            .. DrainOrStop(unwanted.Where(gear => gear.Index >= scale)),
            .. unwanted.Where(gear => gear.Index < scale).Select(gear => new RolloutStep.Stop(IdOf(gear))),
        ];
    }

    private static IEnumerable<RolloutStep> ReplaceOne(IReadOnlyList<Replica> gears, ReplicaId place)
    {
        foreach (var old in gears.Where(
            gear => gear.Index == place.Index && gear.Release != place.Release && gear.Occupies))
        {
            if (old.Routed)
            {
                yield return new RolloutStep.SwitchTraffic(null, [], [IdOf(old)]);
                yield return new RolloutStep.Drain(IdOf(old));
            }
            yield return new RolloutStep.Suspend(IdOf(old));
        }
        if (!IsAlive(gears, place))
        {
            yield return new RolloutStep.Start(place);
            yield return new RolloutStep.WaitUntilReady(place);
        }
        if (StatusOf(gears, place) != ReplicaStatus.Serving)
            yield return new RolloutStep.SwitchTraffic(null, [place], []);
    }

    private static IEnumerable<RolloutStep> DrainOrStop(IEnumerable<Replica> gears)
    {
        foreach (var gear in gears)
            yield return gear.Routed
                ? new RolloutStep.DrainInBackground(IdOf(gear))
                : new RolloutStep.Stop(IdOf(gear));
    }

    /// <summary>For a gear whose volume a successor is about to get.</summary>
    private static IEnumerable<RolloutStep> DrainAndStop(Replica gear)
    {
        if (gear.Routed)
            yield return new RolloutStep.Drain(IdOf(gear));
        yield return new RolloutStep.Stop(IdOf(gear));
    }

    private static IEnumerable<RolloutStep> SwitchTrafficIfNeeded(
        int? current, int target, ImmutableArray<ReplicaId> serve, ImmutableArray<ReplicaId> drain)
    {
        if (current != target || serve.Length > 0 || drain.Length > 0)
            yield return new RolloutStep.SwitchTraffic(target, serve, drain);
    }

    private static ImmutableArray<ReplicaId> Wanted(int release, int scale) =>
        [.. Enumerable.Range(0, scale).Select(index => new ReplicaId(release, index))];

    private static List<Replica> Unwanted(IReadOnlyList<Replica> gears, ImmutableArray<ReplicaId> wanted) =>
        [.. gears.Where(gear => gear.DrainUntil is null && !wanted.Contains(IdOf(gear)))];

    private static ImmutableArray<ReplicaId> Routed(IEnumerable<Replica> gears) =>
        [.. gears.Where(gear => gear.Routed).Select(IdOf)];

    private static ReplicaId IdOf(Replica gear) => new(gear.Release, gear.Index);

    private static ReplicaStatus? StatusOf(IReadOnlyList<Replica> gears, ReplicaId place) =>
        gears.FirstOrDefault(gear => IdOf(gear) == place)?.Status;

    private static bool IsAlive(IReadOnlyList<Replica> gears, ReplicaId place) =>
        StatusOf(gears, place) is ReplicaStatus.Ready or ReplicaStatus.Serving or ReplicaStatus.Draining;
}
