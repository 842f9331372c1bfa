using Slipway.Platform.Gears;
using Slipway.Platform.Rollouts;
using static Slipway.Platform.Rollouts.RolloutStep;

namespace Slipway.Platform.Tests.Rollouts;

public sealed class RolloutPlanTests
{
    [Fact]
    public void A_web_group_starts_and_checks_all_new_gears_before_an_old_one_goes() =>
        RolloutPlan.Forward([Serving(1, 0), Serving(1, 1)], 1, 2, 2, stateful: false).ShouldBe(
        [
            new Start(new(2, 0)), new Start(new(2, 1)), new WaitUntilReady(new(2, 0)), new WaitUntilReady(new(2, 1)),
            new SwitchTraffic(2, [new(2, 0), new(2, 1)], [new(1, 0), new(1, 1)]),
            new DrainInBackground(new(1, 0)), new DrainInBackground(new(1, 1)),
        ]);

    [Fact]
    public void A_stateful_group_stops_a_place_before_its_successor_starts() =>
        RolloutPlan.Forward([Serving(1, 0)], 1, 2, 1, stateful: true).ShouldBe(
        [
            new SwitchTraffic(null, [], [new(1, 0)]), new Drain(new(1, 0)), new Suspend(new(1, 0)),
            new Start(new(2, 0)), new WaitUntilReady(new(2, 0)), new SwitchTraffic(null, [new(2, 0)], []),
            new SwitchTraffic(2, [], []), new Stop(new(1, 0)),
        ]);

    [Fact]
    public void A_failed_stateful_rollout_revives_what_was_held() =>
        RolloutPlan.Return([Gear(1, 0, ReplicaStatus.Suspended), Gear(2, 0, ReplicaStatus.Starting)], 1, 1).ShouldBe(
        [
            new SwitchTraffic(1, [], []), new Stop(new(2, 0)), new Reschedule(new(1, 0)),
        ]);

    [Fact]
    public void Scaling_down_drains_the_highest_places() =>
        RolloutPlan.Forward([Serving(1, 0), Serving(1, 1), Serving(1, 2)], 1, 1, 1, stateful: false).ShouldBe(
        [
            new SwitchTraffic(1, [], [new(1, 1), new(1, 2)]), new DrainInBackground(new(1, 1)),
            new DrainInBackground(new(1, 2)),
        ]);

    [Fact]
    public void A_group_that_is_as_it_should_be_needs_no_step() =>
        RolloutPlan.Forward([Serving(3, 0), Serving(3, 1)], 3, 3, 2, stateful: false).ShouldBeEmpty();

    [Fact]
    public void A_gear_that_was_left_to_itself_is_no_rollouts_business_unless_its_place_or_its_volume_is_wanted()
    {
        var leaving = Gear(1, 0, ReplicaStatus.Draining) with { DrainUntil = DateTimeOffset.UnixEpoch };
        RolloutPlan.Forward([leaving, Serving(2, 0)], 2, 2, 1, stateful: false).ShouldBeEmpty();
        RolloutPlan.TakesOver(leaving, target: 2, scale: 1).ShouldBeFalse();
        RolloutPlan.TakesOver(leaving, target: 1, scale: 1).ShouldBeTrue();
        RolloutPlan.TakesOver(leaving, target: 1, scale: 0).ShouldBeFalse();
        RolloutPlan.TakesOver(leaving with { Slot = "app-0" }, target: 2, scale: 1).ShouldBeTrue();
    }

    [Fact]
    public void Removal_waits_for_the_end_of_every_gear() =>
        RolloutPlan.Remove([Serving(2, 0), Gear(1, 0, ReplicaStatus.Draining) with
        {
            DrainUntil = DateTimeOffset.UnixEpoch,
        }, Gear(3, 0, ReplicaStatus.Starting)]).ShouldBe(
        [
            new SwitchTraffic(null, [], [new(2, 0), new(1, 0)]), new Drain(new(2, 0)), new Stop(new(2, 0)),
            new Drain(new(1, 0)), new Stop(new(1, 0)),
            new Stop(new(3, 0)),
        ]);

    private static Replica Serving(int release, int index) => Gear(release, index, ReplicaStatus.Serving);

    private static Replica Gear(int release, int index, ReplicaStatus status) =>
        new("app", release, index, $"{release}.{index}") { Status = status };
}
