using System.Diagnostics;
using Slipway.Engine.Builds;
using Slipway.Linux.Cgroups;

namespace Slipway.Engine.Tests.Builds;

public sealed class StepLimitTests(TestBuilds builds) : IClassFixture<TestBuilds>
{
    [Fact]
    public async Task A_step_that_fills_memory_is_told_so()
    {
        var result = await RunAsync("dd if=/dev/zero of=/dev/null bs=100M count=1",
            step => step with { Limits = new ResourceLimits { Memory = 32 << 20 } });
        result.End.ShouldBe(StepEnd.OutOfMemory);
        result.Code.ShouldNotBe(0);
    }

    [Fact]
    public async Task A_step_that_starts_too_many_processes_is_told_so() =>
        (await RunAsync("i=0; while [ $i -lt 100 ]; do sleep 100 & i=$((i+1)); done",
            step => step with { Limits = new ResourceLimits { Pids = 20 } }))
            .End.ShouldBe(StepEnd.TooManyProcesses);

    [Fact]
    public async Task Nothing_is_left_of_a_fork_bomb()
    {
        var limits = new ResourceLimits { Pids = 60, Memory = 256 << 20 };
        var result = await RunAsync(
            "f() { f | f & }; f; sleep 100", step => step with { Limits = limits, Timeout = TimeSpan.FromSeconds(2) });
        result.End.ShouldBeOneOf(StepEnd.TimedOut, StepEnd.TooManyProcesses);
    }

    [Theory]
    [InlineData("dd if=/dev/zero of=/big bs=1M count=4000; sleep 100")]
    [InlineData("dd if=/dev/zero of=/big bs=1M count=40")]
    [InlineData("mkdir /many; cd /many; i=0; while [ $i -lt 40 ]; do mkdir $i; seq 1 1000 | sed s,^,$i/, " +
        "| xargs touch; i=$((i+1)); done")]
    public async Task A_step_that_fills_the_disk_is_told_so(string script) =>
        (await RunAsync(script, step => step with { Limits = new ResourceLimits { Disk = 20 << 20 },
            Timeout = TimeSpan.FromSeconds(60) })).End.ShouldBe(StepEnd.DiskFull);

    [Fact]
    public async Task The_roots_limit_counts_what_all_steps_wrote()
    {
        await using var root = await builds.Engine.OpenAsync(builds.Base, 20 << 20, CancellationToken.None);
        (await TestBuilds.RunAsync(root, "dd if=/dev/zero of=/one bs=1M count=12")).Result.Succeeded.ShouldBeTrue();
        (await TestBuilds.RunAsync(root, "dd if=/dev/zero of=/two bs=1M count=12")).Result.End
            .ShouldBe(StepEnd.DiskFull);
    }

    [Fact]
    public async Task A_step_that_never_ends_is_killed_after_its_time() =>
        (await RunAsync("trap '' TERM; sleep 1000 & sleep 1000", step =>
            step with { Timeout = TimeSpan.FromMilliseconds(400) })).End.ShouldBe(StepEnd.TimedOut);

    [Fact]
    public async Task Cancelling_kills_all_of_a_step()
    {
        await using var root = await builds.Engine.OpenAsync(builds.Base, null, CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        var step = new BuildStep { Command = ["sh", "-c", "sleep 1000 & echo started; sleep 1000"] };
        var started = Stopwatch.GetTimestamp();
        await Should.ThrowAsync<OperationCanceledException>(
            () => root.RunAsync(step, _ => new ValueTask(cancel.CancelAsync()), cancel.Token));
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(100));
        new Cgroup(builds.Host.BuildCgroup("x")).Processes().ShouldBeEmpty();
        (await TestBuilds.RunAsync(root, "ps | grep -c [s]leep")).Lines.ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_receiver_of_the_log_that_fails_ends_the_step()
    {
        await using var root = await builds.Engine.OpenAsync(builds.Base, null, CancellationToken.None);
        var step = new BuildStep { Command = ["sh", "-c", "echo started; sleep 1000"] };
        (await Should.ThrowAsync<InvalidOperationException>(
            () => root.RunAsync(step, _ => throw new InvalidOperationException("full"), CancellationToken.None)))
            .Message.ShouldBe("full");
    }

    private async Task<StepResult> RunAsync(string script, Func<BuildStep, BuildStep> change)
    {
        await using var root = await builds.Engine.OpenAsync(builds.Base, null, CancellationToken.None);
        var (result, _) = await TestBuilds.RunAsync(root, script, change);
        new Cgroup(builds.Host.BuildCgroup("x")[..^2]).Processes().ShouldBeEmpty();
        return result;
    }
}
