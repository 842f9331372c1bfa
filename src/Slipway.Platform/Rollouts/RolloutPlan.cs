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
        IReadOnlyList<Gear> gears, int? current, int target, int scale, bool stateful) =>
        stateful ? Replace(gears, current, target, scale) : Surround(gears, current, target, scale);

    /// <summary>
    /// Whether a gear that was left to itself is a rollout's business again: its place is wanted, or a successor needs
    /// its volume. All others finish beside it.
    /// </summary>
    public static bool TakesOver(Gear gear, int? target, int scale) =>
        gear.DrainUntil is not null && gear.Index < scale && (gear.Release == target || gear.Slot is not null);

    /// <summary>
    /// Back to a release whose rollout away from it failed (null: to nothing). It waits for no sign of life: what was
    /// there before is not in question.
    /// </summary>
    public static ImmutableArray<RolloutStep> Return(IReadOnlyList<Gear> gears, int? target, int scale)
    {
        var wanted = target is { } release ? Wanted(release, scale) : [];
        var unwanted = Unwanted(gears, wanted);
        var serve = gears.Where(
            gear => wanted.Contains(PlaceOf(gear)) && gear.Status is GearStatus.Live or GearStatus.Draining)
            .Select(PlaceOf).Where(wanted.Contains).ToImmutableArray();
        return
        [
            new RolloutStep.SwitchTraffic(target, serve, Routed(unwanted)),
            .. unwanted.Where(gear => gear.Slot is not null && gear.Index < scale).SelectMany(DrainAndStop),
            .. DrainOrStop(unwanted.Where(gear => gear.Slot is null || gear.Index >= scale)),
            .. wanted.Where(place => !gears.Any(
                gear => PlaceOf(gear) == place && gear.Status is not (GearStatus.Held or GearStatus.Starting)))
                .Select(place => new RolloutStep.Reschedule(place)),
        ];
    }

    /// <summary>Everything goes, and nothing is left when the plan ends.</summary>
    public static ImmutableArray<RolloutStep> Remove(IReadOnlyList<Gear> gears) =>
    [
        new RolloutStep.SwitchTraffic(null, [], Routed(gears)),
        .. gears.SelectMany(DrainAndStop),
    ];

    private static ImmutableArray<RolloutStep> Surround(IReadOnlyList<Gear> gears, int? current, int target, int scale)
    {
        var wanted = Wanted(target, scale);
        var missing = wanted.Where(place => !IsAlive(gears, place)).ToList();
        var unwanted = Unwanted(gears, wanted);
        var serve = wanted.Where(place => StatusOf(gears, place) != GearStatus.Serving).ToImmutableArray();
        var drain = Routed(unwanted);
        return
        [
            .. missing.Select(place => new RolloutStep.Start(place)),
            .. missing.Select(place => new RolloutStep.WaitUntilReady(place)),
            .. SwitchTrafficIfNeeded(current, target, serve, drain),
            .. DrainOrStop(unwanted),
        ];
    }

    private static ImmutableArray<RolloutStep> Replace(IReadOnlyList<Gear> gears, int? current, int target, int scale)
    {
        var wanted = Wanted(target, scale);
        var unwanted = Unwanted(gears, wanted);
        return
        [
            .. wanted.SelectMany(place => ReplaceOne(gears, place)),
            .. SwitchTrafficIfNeeded(current, target, [], Routed(unwanted.Where(gear => gear.Index >= scale))),
            .. DrainOrStop(unwanted.Where(gear => gear.Index >= scale)),
            .. unwanted.Where(gear => gear.Index < scale).Select(gear => new RolloutStep.Stop(PlaceOf(gear))),
        ];
    }

    private static IEnumerable<RolloutStep> ReplaceOne(IReadOnlyList<Gear> gears, Place place)
    {
        foreach (var old in gears.Where(
            gear => gear.Index == place.Index && gear.Release != place.Release && gear.Occupies))
        {
            if (old.Routed)
            {
                yield return new RolloutStep.SwitchTraffic(null, [], [PlaceOf(old)]);
                yield return new RolloutStep.Drain(PlaceOf(old));
            }
            yield return new RolloutStep.Suspend(PlaceOf(old));
        }
        if (!IsAlive(gears, place))
        {
            yield return new RolloutStep.Start(place);
            yield return new RolloutStep.WaitUntilReady(place);
        }
        if (StatusOf(gears, place) != GearStatus.Serving)
            yield return new RolloutStep.SwitchTraffic(null, [place], []);
    }

    private static IEnumerable<RolloutStep> DrainOrStop(IEnumerable<Gear> gears)
    {
        foreach (var gear in gears)
            yield return gear.Routed
                ? new RolloutStep.DrainInBackground(PlaceOf(gear))
                : new RolloutStep.Stop(PlaceOf(gear));
    }

    /// <summary>For a gear whose volume a successor is about to get.</summary>
    private static IEnumerable<RolloutStep> DrainAndStop(Gear gear)
    {
        if (gear.Routed)
            yield return new RolloutStep.Drain(PlaceOf(gear));
        yield return new RolloutStep.Stop(PlaceOf(gear));
    }

    private static IEnumerable<RolloutStep> SwitchTrafficIfNeeded(
        int? current, int target, ImmutableArray<Place> serve, ImmutableArray<Place> drain)
    {
        if (current != target || serve.Length > 0 || drain.Length > 0)
            yield return new RolloutStep.SwitchTraffic(target, serve, drain);
    }

    private static ImmutableArray<Place> Wanted(int release, int scale) =>
        [.. Enumerable.Range(0, scale).Select(index => new Place(release, index))];

    private static List<Gear> Unwanted(IReadOnlyList<Gear> gears, ImmutableArray<Place> wanted) =>
        [.. gears.Where(gear => gear.DrainUntil is null && !wanted.Contains(PlaceOf(gear)))];

    private static ImmutableArray<Place> Routed(IEnumerable<Gear> gears) =>
        [.. gears.Where(gear => gear.Routed).Select(PlaceOf)];

    private static Place PlaceOf(Gear gear) => new(gear.Release, gear.Index);

    private static GearStatus? StatusOf(IReadOnlyList<Gear> gears, Place place) =>
        gears.FirstOrDefault(gear => PlaceOf(gear) == place)?.Status;

    private static bool IsAlive(IReadOnlyList<Gear> gears, Place place) =>
        StatusOf(gears, place) is GearStatus.Live or GearStatus.Serving or GearStatus.Draining;
}
