using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Slipway.Platform.Gears;
using Slipway.Platform.Rollouts;

namespace Slipway.Platform.Tests.Rollouts;

public sealed class RolloutLawTests
{
    private sealed record Scene(IReadOnlyList<Replica> Gears, int Target, int Scale, bool Stateful, int CrashAfter)
    {
        public override string ToString() =>
            $"{string.Join(" ", Gears)} → v{Target}×{Scale}{(Stateful ? " stateful" : "")}, crash after {CrashAfter}";
    }

    [Fact]
    public void A_web_group_that_serves_goes_on_serving_through_every_step() => Check(scene =>
    {
        if (scene.Stateful)
            return;
        var group = new GearGroup(scene.Gears, stateful: false);
        var served = group.Serving > 0;
        foreach (var step in Plan(scene, group))
        {
            group.Apply(step);
            if (served)
                group.Serving.ShouldBePositive($"after {step}");
        }
    });

    [Fact]
    public void Two_gears_never_have_one_volume_also_when_a_plan_is_cut_and_made_again() => Check(scene =>
    {
        if (scene.Stateful)
            RunWithCrash(scene);
    });

    [Fact]
    public void Whatever_there_was_and_wherever_it_crashed_the_end_is_the_wanted_gears_serving() => Check(scene =>
    {
        var group = RunWithCrash(scene);
        group.Own.Select(replica => (replica.Release, replica.Index, replica.Status)).Order()
            .ShouldBe(Enumerable.Range(0, scene.Scale).Select(index => (scene.Target, index, ReplicaStatus.Serving)));
    });

    [Fact]
    public void The_way_back_leaves_only_the_gears_of_the_release_before() => Check(scene =>
    {
        var group = new GearGroup(scene.Gears, scene.Stateful);
        foreach (var step in Plan(scene, group).Take(scene.CrashAfter))
            group.Apply(step);
        var before = scene.Target == 1 ? 2 : 1;
        foreach (var step in RolloutPlan.Return(group.TakeOver(before, scene.Scale), before, scene.Scale))
            group.Apply(step);
        group.Own.ShouldAllBe(replica => replica.Release == before && replica.Index < scene.Scale);
        group.Own.Count.ShouldBe(scene.Scale);
        group.Own.ShouldAllBe(replica => replica.Status == ReplicaStatus.Serving
            || replica.Status == ReplicaStatus.Waiting || replica.Status == ReplicaStatus.Restarting);
    });

    [Fact]
    public void The_way_back_never_takes_the_last_serving_gear_of_a_web_group_that_it_goes_back_to() => Check(scene =>
    {
        var before = scene.Target == 1 ? 2 : 1;
        if (scene.Stateful || !scene.Gears.Any(replica => replica.Release == before
            && replica.Index < scene.Scale && replica.Status == ReplicaStatus.Serving))
            return;
        var group = new GearGroup(scene.Gears, stateful: false);
        foreach (var step in Plan(scene, group).Take(scene.CrashAfter).TakeWhile(step => step is not RolloutStep.Stop))
            group.Apply(step);
        foreach (var step in RolloutPlan.Return(group.TakeOver(before, scene.Scale), before, scene.Scale))
        {
            group.Apply(step);
            group.Serving.ShouldBePositive($"after {step}");
        }
    });

    private static GearGroup RunWithCrash(Scene scene)
    {
        var group = new GearGroup(scene.Gears, scene.Stateful);
        foreach (var step in Plan(scene, group).Take(scene.CrashAfter))
            group.Apply(step);
        foreach (var step in Plan(scene, group))
            group.Apply(step);
        return group;
    }

    private static ImmutableArray<RolloutStep> Plan(Scene scene, GearGroup group) =>
        RolloutPlan.Forward(
            group.TakeOver(scene.Target, scene.Scale), current: null, scene.Target, scene.Scale, scene.Stateful);

    private static void Check(Action<Scene> law) => Prop.ForAll(Arb.From(Scenes()), scene =>
    {
        law(scene);
        return true;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static Gen<Scene> Scenes() =>
        from stateful in Gen.Elements(true, false)
        from places in Gen.SubListOf([.. from release in Enumerable.Range(1, 3) from index in Enumerable.Range(0,
            3) select (Release: release, Index: index)])
        from statuses in Gen.Elements(Enum.GetValues<ReplicaStatus>()).ArrayOf(9)
        from left in Gen.Elements(true, false).ArrayOf(9)
        from target in Gen.Choose(1, 2)
        from scale in Gen.Choose(1, 3)
        from crash in Gen.Choose(0, 25)
        select new Scene(Gears([.. places], statuses, left, stateful), target, scale, stateful, crash);

    // A stateful group never begins with two gears on a volume either.
    private static IReadOnlyList<Replica> Gears(
        (int Release, int Index)[] places, ReplicaStatus[] statuses, bool[] left, bool stateful)
    {
        var gears = places.Zip(statuses, left).Select(
            replica => new Replica("app", replica.First.Release, replica.First.Index, $"{replica.First}")
        {
            Status = replica.Second,
            DrainUntil = replica.Third && replica.Second == ReplicaStatus.Draining ? DateTimeOffset.UnixEpoch : null,
            Slot = stateful ? $"app-{replica.First.Index}" : null,
        });
        return stateful
            ? [.. gears.GroupBy(replica => replica.Index).SelectMany(same => same.Select(
                (replica, order) =>
                    order == 0 ? replica : replica with { Status = ReplicaStatus.Suspended, DrainUntil = null }))]
            : [.. gears];
    }
}
