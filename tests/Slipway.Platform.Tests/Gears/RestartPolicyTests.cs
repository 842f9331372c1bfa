using Slipway.Platform.Cartridges;
using Slipway.Platform.Gears;

namespace Slipway.Platform.Tests.Gears;

public sealed class RestartPolicyTests
{
    [Fact]
    public void The_first_restart_is_at_once_and_the_pauses_double_up_to_five_minutes() =>
        Enumerable.Range(0, 12).Select(restarts => RestartPolicy.Delay(restarts).TotalSeconds).ShouldBe([0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);

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
        LivenessPolicy.Wait(check, 1, 0)!.Value.ShouldBeLessThan(TimeSpan.FromMilliseconds(20));
        LivenessPolicy.Wait(check, 100, 2).ShouldBe(TimeSpan.FromSeconds(1));
        LivenessPolicy.Wait(check, 100, 3).ShouldBeNull();
    }
}
