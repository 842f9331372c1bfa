using Slipway.Platform.Cartridges;
using Slipway.Platform.Gears;

namespace Slipway.Platform.Tests.Gears;

public sealed class RestartPolicyTests
{
    [Fact]
    public void The_first_restart_is_at_once_and_the_pauses_double_up_to_five_minutes() =>
        Enumerable.Range(0, 12).Select(restarts => RestartPolicy.Delay(restarts).TotalSeconds)
            .ShouldBe([0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);

    [Fact]
    public void A_minute_of_service_forgets_the_past()
    {
        RestartPolicy.Count(7, TimeSpan.FromSeconds(59)).ShouldBe(7);
        RestartPolicy.Count(7, TimeSpan.FromSeconds(60)).ShouldBe(0);
        RestartPolicy.Count(7, null).ShouldBe(7);
    }

    [Fact]
    public void Probes_begin_close_together_and_never_come_more_often_than_the_interval_allows_later()
    {
        var check = new LivenessCheck { Interval = TimeSpan.FromSeconds(1), Failures = 3 };
        ReadinessPolicy.NextDelay(check, 1, 0)!.Value.ShouldBeLessThan(TimeSpan.FromMilliseconds(20));
        ReadinessPolicy.NextDelay(check, 100, 2).ShouldBe(TimeSpan.FromSeconds(1));
        ReadinessPolicy.NextDelay(check, 100, 3).ShouldBeNull();
    }

    [Theory]
    [InlineData(50)]
    [InlineData(400)]
    [InlineData(3000)]
    public void A_gear_that_came_to_life_waits_for_its_probe_no_longer_than_a_fifth_of_what_it_needed(int milliseconds)
    {
        var (check, waited, probes) = (new LivenessCheck(), TimeSpan.Zero, 0);
        while (waited.TotalMilliseconds < milliseconds)
            waited += ReadinessPolicy.NextDelay(check, ++probes, 0)!.Value;
        waited.TotalMilliseconds.ShouldBeLessThan(milliseconds * 1.2);
        probes.ShouldBeLessThan(50);
    }

    [Fact]
    public void Scripts_are_run_less_often()
    {
        var check = new LivenessCheck { Scripts = ["/usr/bin/check"] };
        ReadinessPolicy.NextDelay(check, 10, 0)!.Value
            .ShouldBeGreaterThan(ReadinessPolicy.NextDelay(check with { Ports = [80] }, 10, 0)!.Value * 5);
    }
}
