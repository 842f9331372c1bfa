using Slipway.Engine.Embedded.Gears;
using Slipway.Engine.Gears;
using Slipway.Linux.Mounts;
using Slipway.Linux.Processes;

namespace Slipway.Engine.Tests.Gears;

/// <summary>Ends that nobody asked for, and what is left after them.</summary>
public class GearCleanupTests
{
    [Fact]
    public async Task A_gear_whose_monitor_is_killed_is_killed_and_reported_without_a_code()
    {
        await using var test = await TestEngine.OpenAsync();
        var gear = await test.Engine.StartAsync(test.Spec("one", "/bin/sleep", "1000"), default);
        using var init = PidHandle.TryOpen(gear.Pid!.Value)!;
        using (var monitor = PidHandle.TryOpen(
            int.Parse(await File.ReadAllTextAsync(new GearDirectory(test.Host.Run, "one").MonitorPid)))!)
            monitor.Kill(Signal.Kill);
        (await test.EndAsync("one")).Exit.ShouldNotBeNull().Code.ShouldBeNull();
        await init.WaitAsync(default).WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_gear_that_ends_while_no_server_runs_is_reported_with_its_code()
    {
        await using var test = await TestEngine.OpenAsync();
        var gear = await test.Engine.StartAsync(
            test.Spec("one", "/bin/sh", "-c", "trap 'exit 12' TERM; while :; do sleep 0.05; done"), default);
        await test.CloseAsync();
        using (var init = PidHandle.TryOpen(gear.Pid!.Value)!)
        {
            await Task.Delay(100);
            init.Kill(Signal.Terminate);
            await init.WaitAsync(default).WaitAsync(TimeSpan.FromSeconds(10));
        }
        await test.OpenAsync();
        (await test.EndAsync("one")).Exit!.Code.ShouldBe(12);
    }

    [Fact]
    public async Task After_a_reboot_all_gears_have_ended_without_a_code()
    {
        await using var test = await TestEngine.OpenAsync();
        await test.Engine.StartAsync(test.Spec("one", "/bin/sleep", "1000") with { Slot = "db" }, default);
        await test.CloseAsync();
        var directory = new GearDirectory(test.Host.Run, "one");
        GearRecords.Write(directory.Path, GearRecords.Read(directory.Path)! with { Boot = "another" });
        await test.OpenAsync();
        (await test.Engine.FindAsync("one", default))!.Exit.ShouldNotBeNull().Code.ShouldBeNull();
        (await test.Engine.StartAsync(test.Spec("two", "/bin/sleep", "1000") with { Slot = "db" }, default)).Phase
            .ShouldBe(GearPhase.Running);
    }

    [Fact]
    public async Task A_start_that_a_crash_cut_off_leaves_nothing_at_the_next_start_of_the_server()
    {
        await using var test = await TestEngine.OpenAsync();
        var gear = await test.Engine.StartAsync(test.Spec("one", "/bin/sleep", "1000"), default);
        using var init = PidHandle.TryOpen(gear.Pid!.Value)!;
        await test.CloseAsync();
        var directory = new GearDirectory(test.Host.Run, "one");
        GearRecords.Write(
            directory.Path, GearRecords.Read(directory.Path)! with { Started = false, Pid = null, Monitor = null });
        await test.OpenAsync();
        await init.WaitAsync(default).WaitAsync(TimeSpan.FromSeconds(10));
        (await test.Engine.ListAsync(default)).ShouldBeEmpty();
        await ShouldBeGoneAsync(test, "one");
        (await test.Engine.StartAsync(test.Spec("one", "/bin/sleep", "1000"), default)).Phase
            .ShouldBe(GearPhase.Running);
    }

    [Fact]
    public async Task A_cancelled_start_leaves_nothing()
    {
        await using var test = await TestEngine.OpenAsync();
        var random = new Random(7);
        for (var round = 0; round < 12; round++)
        {
            var id = $"gear{round}";
            using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(1, 60)));
            try
            {
                await test.Engine.StartAsync(test.Spec(id, "/bin/sleep", "1000"), cancel.Token);
                await test.Engine.RemoveAsync(id, keepSlot: false, default);
            }
            catch (OperationCanceledException)
            {
            }
            (await test.Engine.FindAsync(id, default)).ShouldBeNull();
            await ShouldBeGoneAsync(test, id);
        }
    }

    [Fact]
    public async Task Many_gears_start_at_once()
    {
        await using var test = await TestEngine.OpenAsync();
        var started = await Task.WhenAll(Enumerable.Range(0, 6)
            .Select(i => test.Engine.StartAsync(test.Spec($"gear{i}", "/bin/sleep", "1000"), default)));
        started.Select(s => s.Address).Distinct().Count().ShouldBe(6);
        (await Should.ThrowAsync<SlipwayException>(() => test.Engine.StartAsync(
            test.Spec("more", "/bin/sleep", "1000"), default))).Code.ShouldBe(ErrorCode.EngineExhausted);
        await test.Engine.RemoveAsync("gear3", keepSlot: false, default);
        await test.Engine.StartAsync(test.Spec("more", "/bin/sleep", "1000"), default);
    }

    [Fact]
    public async Task A_command_that_a_dead_server_left_in_a_gear_is_ended_by_the_next()
    {
        await using var test = await TestEngine.OpenAsync();
        var gear = await test.Engine.StartAsync(test.Spec("one", "/bin/sleep", "1000"), default);
        var session = await test.Engine.ExecAsync(
            "one", new ExecSpec { Command = ["/bin/sh", "-c", "trap '' HUP; echo up; sleep 999; true"] }, default);
        await foreach (var _ in session.ReadAsync(default))
            break;
        var cgroup = test.Host.Cgroups.Gears.Child("one");
        await Wait.UntilAsync(() => Task.FromResult(cgroup.Processes().Count > 2));
        await test.ReopenAsync();
        await Wait.UntilAsync(() => Task.FromResult(cgroup.Processes().SetEquals([gear.Pid!.Value])));
        await session.DisposeAsync();
        (await test.Engine.FindAsync("one", default))!.Phase.ShouldBe(GearPhase.Running);
    }

    [Fact]
    public async Task A_removed_gear_leaves_nothing()
    {
        await using var test = await TestEngine.OpenAsync();
        await test.Engine.CreateVolumeAsync("data", 8 << 20, default);
        await test.Engine.StartAsync(test.Spec("one", "/bin/sleep", "1000") with
        {
            Volumes = [new VolumeMount("data", "/data")],
            Limits = new ResourceLimits { Disk = 8 << 20, Memory = 64 << 20, Pids = 10, Cpus = 0.5 },
        }, default);
        await test.Engine.RemoveAsync("one", keepSlot: false, default);
        await ShouldBeGoneAsync(test, "one");
    }

    [Fact]
    public async Task A_teardown_ends_all_gears_and_leaves_nothing_on_the_host()
    {
        string run, installation;
        int pid;
        await using (var test = await TestEngine.OpenAsync())
        {
            run = test.Host.RunPath;
            installation = Embedded.RunDirectory.InstallationOf(test.Host.Options.DataDirectory);
            pid = (await test.Engine.StartAsync(test.Spec("one", "/bin/sleep", "1000"), default)).Pid!.Value;
        }
        MountTable.Read().Under(run).ShouldBeEmpty();
        Directory.Exists(run).ShouldBeFalse();
        File.Exists($"/proc/{pid}/status").ShouldBeFalse();
        (await Tool.RunAsync(["nft", "list", "tables"])).Output.ShouldNotContain(installation);
        new Linux.Cgroups.Cgroup("/" + installation).Exists.ShouldBeFalse();
    }

    private static async Task ShouldBeGoneAsync(TestEngine test, string gear)
    {
        var directory = new GearDirectory(test.Host.Run, gear);
        Directory.Exists(directory.Path).ShouldBeFalse();
        MountTable.Read().Under(directory.Path).ShouldBeEmpty();
        Directory.Exists(Path.Combine(directory.RuntimeState, gear)).ShouldBeFalse();
        test.Host.Cgroups.Gears.Child(gear).Exists.ShouldBeFalse();
        (await Tool.RunAsync(["losetup", "-a"])).Output.ShouldNotContain($"gears/{gear}/");
    }
}
