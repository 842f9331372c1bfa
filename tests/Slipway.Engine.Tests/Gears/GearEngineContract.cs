using Slipway.Engine.Gears;
using Slipway.Oci;

namespace Slipway.Engine.Tests.Gears;

/// <summary>
/// What every gear engine does. An implementation's test class says how its engine is opened, and gives a busybox image
/// whose environment has <c>FROM=image</c>.
/// </summary>
public abstract class GearEngineContract : IAsyncLifetime
{
    protected abstract IGearEngine Engine { get; }

    protected abstract Digest Image { get; }

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>What a restart of the server does.</summary>
    protected abstract Task ReopenAsync();

    [Fact]
    public async Task A_started_gear_runs_with_a_pid_an_address_and_its_labels()
    {
        var spec = Spec("sleep 1000") with { Labels = new Dictionary<string, string> { ["app"] = "blog" } };
        var state = await Engine.StartAsync(spec, default);
        state.Phase.ShouldBe(GearPhase.Running);
        File.Exists($"/proc/{state.Pid}/status").ShouldBeTrue();
        state.Labels["app"].ShouldBe("blog");
        (await Engine.FindAsync(spec.Id, default)).ShouldNotBeNull().Address.ShouldBe(state.Address);
        (await Engine.ListAsync(default)).ShouldContain(s => s.Id == spec.Id);
        (await Engine.StartAsync(spec, default)).Pid.ShouldBe(state.Pid);
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("(kill -SEGV $$) & wait; exec sleep 1000", 139)]
    public async Task The_exit_code_is_reported(string script, int code)
    {
        var watch = Engine.WatchAsync(default).GetAsyncEnumerator();
        var spec = Spec(script);
        if (code > 128)
            spec = spec with { Command = ["/bin/sh", "-c", "sh -c 'kill -SEGV $$'; exit $?"] };
        await Engine.StartAsync(spec, default);
        var ended = await EndAsync(spec.Id);
        ended.Exit.ShouldNotBeNull().Code.ShouldBe(code);
        ended.Exit.OutOfMemory.ShouldBeFalse();
        ended.Pid.ShouldBeNull();
        while (await watch.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10)))
            if (watch.Current is { Phase: GearPhase.Ended } seen)
            {
                seen.Exit!.Code.ShouldBe(code);
                break;
            }
    }

    [Fact]
    public async Task The_gears_environment_is_over_the_images()
    {
        var spec = Spec("echo $FROM-$ADDED; hostname") with { Environment = ["ADDED=gear"], Hostname = "web.example" };
        (await OutputAsync(spec)).ShouldBe(["image-gear", "web.example"]);
        (await OutputAsync(Spec("echo $FROM") with { Environment = ["FROM=gear"] })).ShouldBe(["gear"]);
    }

    [Fact]
    public async Task The_stop_signal_comes_first_and_the_gear_may_end_by_itself()
    {
        var spec = Spec("trap 'echo stopping; exit 7' TERM; echo ready; while :; do sleep 0.1; done");
        await Engine.StartAsync(spec, default);
        await LineAsync(spec.Id, "ready");
        var state = await Engine.StopAsync(spec.Id, TimeSpan.FromSeconds(20), default);
        state.Exit.ShouldNotBeNull().Code.ShouldBe(7);
        (await LinesAsync(spec.Id)).ShouldContain("stopping");
        (await Engine.StopAsync(spec.Id, TimeSpan.Zero, default)).Exit!.Code.ShouldBe(7);
    }

    [Fact]
    public async Task A_gear_that_ignores_the_signal_is_killed_after_the_grace_period()
    {
        var spec = Spec("trap '' TERM; echo ready; while :; do sleep 0.1; done");
        await Engine.StartAsync(spec, default);
        await LineAsync(spec.Id, "ready");
        (await Engine.StopAsync(spec.Id, TimeSpan.FromMilliseconds(200), default)).Exit!.Code.ShouldBe(137);
    }

    [Fact]
    public async Task Out_of_memory_is_reported()
    {
        var spec = Spec("exec dd if=/dev/zero of=/dev/null bs=200M count=1") with
        {
            Limits = new ResourceLimits { Memory = 32 << 20 },
        };
        await Engine.StartAsync(spec, default);
        var state = await EndAsync(spec.Id);
        state.Exit.ShouldNotBeNull().OutOfMemory.ShouldBeTrue();
        state.Exit.Code.ShouldBe(137);
    }

    [Fact]
    public async Task A_gear_makes_no_more_processes_than_it_may()
    {
        var spec = Spec("for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 5 & done; echo all; sleep 1000") with
        {
            Limits = new ResourceLimits { Pids = 8 },
        };
        await Engine.StartAsync(spec, default);
        await Wait.UntilAsync(
            async () => (await LinesAsync(spec.Id)).Any(l => l.Contains("fork", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_gear_writes_no_more_than_its_disk_holds()
    {
        var spec = Spec("dd if=/dev/zero of=/tmp/file bs=1M count=64 2>&1; ls -l /tmp/file | awk '{print $5}'") with
        {
            Limits = new ResourceLimits { Disk = 16 << 20 },
        };
        var output = await OutputAsync(spec);
        string.Join('\n', output).ShouldContain("No space left on device");
        long.Parse(output[^1]).ShouldBeLessThan(16 << 20);
    }

    [Fact]
    public async Task A_volume_written_by_one_gear_is_its_successors()
    {
        var volume = Name();
        await Engine.CreateVolumeAsync(volume, null, default);
        await Engine.CreateVolumeAsync(volume, null, default);
        (await Engine.ListVolumesAsync(default)).ShouldContain(volume);
        var first = Spec("echo kept > /data/file; chmod 600 /data/file; echo ready; sleep 1000") with
        {
            Volumes = [new VolumeMount(volume, "/data")],
        };
        await Engine.StartAsync(first, default);
        await LineAsync(first.Id, "ready");
        (await Should.ThrowAsync<SlipwayException>(() => Engine.StartAsync(
            Spec("true") with { Volumes = first.Volumes }, default))).Code.ShouldBe(ErrorCode.EngineConflict);
        (await Should.ThrowAsync<SlipwayException>(() => Engine.RemoveVolumeAsync(volume, default))).Code
            .ShouldBe(ErrorCode.EngineConflict);
        await Engine.StopAsync(first.Id, TimeSpan.Zero, default);
        var second = Spec("cat /data/file; stat -c %u /data/file; echo more >> /data/file && echo written") with
        {
            Volumes = first.Volumes,
        };
        (await OutputAsync(second)).ShouldBe(["kept", "0", "written"]);
        var reader = Spec("cat /data/file; echo no > /data/file") with
        {
            Volumes = [new VolumeMount(volume, "/data", ReadOnly: true)],
        };
        (await OutputAsync(reader)).ShouldContain(l => l.Contains("Read-only", StringComparison.Ordinal));
        await Engine.RemoveVolumeAsync(volume, default);
        (await Engine.ListVolumesAsync(default)).ShouldNotContain(volume);
    }

    [Fact]
    public async Task A_volume_holds_no_more_than_its_size()
    {
        var volume = Name();
        await Engine.CreateVolumeAsync(volume, 16 << 20, default);
        var spec = Spec("dd if=/dev/zero of=/data/file bs=1M count=64 2>&1") with
        {
            Volumes = [new VolumeMount(volume, "/data")],
        };
        string.Join('\n', await OutputAsync(spec)).ShouldContain("No space left on device");
    }

    [Fact]
    public async Task A_named_slot_gives_the_successor_its_predecessors_address()
    {
        var first = await Engine.StartAsync(Spec("sleep 1000") with { Slot = "db" }, default);
        await Engine.StartAsync(Spec("sleep 1000"), default);
        await Engine.RemoveAsync(first.Id, keepSlot: true, default);
        var second = await Engine.StartAsync(Spec("sleep 1000") with { Slot = "db" }, default);
        second.Address.ShouldBe(first.Address);
        second.Slot.ShouldBe("db");
        (await Should.ThrowAsync<SlipwayException>(
            () =>
                Engine.StartAsync(Spec("true") with { Slot = "db" }, default))).Code.ShouldBe(ErrorCode.EngineConflict);
        await Engine.RemoveAsync(second.Id, keepSlot: false, default);
        await Engine.ReleaseSlotAsync("db", default);
        (await Engine.FindAsync(second.Id, default)).ShouldBeNull();
        await Engine.RemoveAsync(second.Id, keepSlot: false, default);
    }

    [Fact]
    public async Task Gears_are_found_again_after_a_restart_of_the_server()
    {
        var running = await Engine.StartAsync(
            Spec("trap 'exit 9' TERM; echo one; while :; do sleep 0.1; done"), default);
        var ended = Spec("sleep 0.5; exit 4");
        await Engine.StartAsync(ended, default);
        await ReopenAsync();
        (await EndAsync(ended.Id)).Exit!.Code.ShouldBe(4);
        var found = (await Engine.FindAsync(running.Id, default)).ShouldNotBeNull();
        (found.Phase, found.Pid, found.Address).ShouldBe((GearPhase.Running, running.Pid, running.Address));
        (await LinesAsync(running.Id)).ShouldBe(["one"]);
        (await Engine.StopAsync(running.Id, TimeSpan.FromSeconds(20), default)).Exit!.Code.ShouldBe(9);
    }

    [Fact]
    public async Task A_command_that_does_not_exist_fails_the_start_and_leaves_nothing()
    {
        var spec = Spec("") with { Command = ["/no/such/program"] };
        var error = await Should.ThrowAsync<SlipwayException>(() => Engine.StartAsync(spec, default));
        error.Code.ShouldBe(ErrorCode.EngineInvalidSpec);
        error.Message.ShouldContain("/no/such/program");
        (await Engine.FindAsync(spec.Id, default)).ShouldBeNull();
        (await OutputAsync(spec with { Command = ["/bin/echo", "again"] })).ShouldBe(["again"]);
    }

    [Fact]
    public async Task Unknown_names_are_told()
    {
        (await Should.ThrowAsync<SlipwayException>(() => Engine.StartAsync(
            Spec("true") with { Image = Digest.OfBytes([1]) }, default))).Code.ShouldBe(ErrorCode.EngineNotFound);
        (await Should.ThrowAsync<SlipwayException>(() =>
            Engine.StartAsync(Spec("true") with { Id = "../x" }, default))).Code.ShouldBe(ErrorCode.EngineInvalidSpec);
        (await Should.ThrowAsync<SlipwayException>(
            () => Engine.StartAsync(Spec("true") with { Volumes = [new VolumeMount("none", "/data")] }, default))).Code
            .ShouldBe(ErrorCode.EngineNotFound);
        (await Should.ThrowAsync<SlipwayException>(() => Engine.StopAsync("none", TimeSpan.Zero, default))).Code
            .ShouldBe(ErrorCode.EngineNotFound);
        (await Should.ThrowAsync<SlipwayException>(() => Engine.ExecAsync(
            "none", new ExecSpec { Command = ["true"] }, default))).Code.ShouldBe(ErrorCode.EngineNotFound);
        await Engine.RemoveAsync("none", keepSlot: false, default);
    }

    [Fact]
    public async Task Output_and_errors_are_told_apart_and_long_lines_come_whole()
    {
        var spec = Spec("echo out; echo err >&2; head -c 20000 /dev/zero | tr '\\0' x; echo; printf unfinished");
        await Engine.StartAsync(spec, default);
        await EndAsync(spec.Id);
        var lines = await Engine.LogsAsync(spec.Id, null, follow: false, default).ToListAsync();
        lines.Where(l => l.Stream == LogStream.Error).Select(l => l.Text).ShouldBe(["err"]);
        lines.Where(l => l.Stream == LogStream.Output)
            .Select(l => l.Text).ShouldBe(["out", new string('x', 20000), "unfinished"]);
        (await Engine.LogsAsync(spec.Id, 1, follow: false, default).ToListAsync())
            .Select(l => l.Text).ShouldBe(["unfinished"]);
    }

    [Fact]
    public async Task Following_a_log_ends_with_the_gear()
    {
        var spec = Spec("for i in 1 2 3; do echo $i; sleep 0.1; done");
        await Engine.StartAsync(spec, default);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        (await Engine.LogsAsync(spec.Id, 0, follow: true, limit.Token).Select(l => l.Text).ToListAsync(limit.Token))[^1]
            .ShouldBe("3");
    }

    [Fact]
    public async Task A_command_in_a_gear_has_input_output_and_an_exit_code()
    {
        var gear = await Engine.StartAsync(Spec("sleep 1000") with { Environment = ["OF=gear"] }, default);
        await using var session = await Engine.ExecAsync(gear.Id, new ExecSpec
        {
            Command = ["/bin/sh", "-c", "cat; echo $OF $MORE >&2; pwd; exit 5"],
            Input = true,
            Environment = ["MORE=more"],
            WorkingDirectory = "/tmp",
        }, default);
        await session.Input.WriteAsync("typed\n"u8.ToArray());
        session.Input.Dispose();
        var output = await session.ReadAsync(default).ToListAsync();
        Text(output, LogStream.Output).ShouldBe("typed\n/tmp\n");
        Text(output, LogStream.Error).ShouldBe("gear more\n");
        (await session.WaitAsync(default)).ShouldBe(5);
    }

    [Fact]
    public async Task A_command_in_a_terminal_sees_its_size()
    {
        var gear = await Engine.StartAsync(Spec("sleep 1000"), default);
        // Not an interactive shell: its line editor would mix what is typed ahead with what it writes.
        const string command = "read go; until stty size | grep '33 99'; do sleep 0.1; done; tty; exit 6";
        await using var session = await Engine.ExecAsync(
            gear.Id, new ExecSpec { Command = ["/bin/sh", "-c", command], Terminal = true, Input = true }, default);
        await session.ResizeAsync(33, 99, default);
        await session.Input.WriteAsync("go\n"u8.ToArray());
        var output = Text(await session.ReadAsync(default).ToListAsync(), LogStream.Output);
        output.ShouldContain("33 99\r\n");
        output.ShouldContain("/dev/pts/");
        (await session.WaitAsync(default)).ShouldBe(6);
    }

    [Fact]
    public async Task Disposing_a_session_ends_its_command()
    {
        var gear = await Engine.StartAsync(Spec("sleep 1000"), default);
        var session = await Engine.ExecAsync(
            gear.Id, new ExecSpec { Command = ["/bin/sh", "-c", "echo up; sleep 12345; true"] }, default);
        await foreach (var _ in session.ReadAsync(default))
            break;
        await session.DisposeAsync();
        await Wait.UntilAsync(
            async () => !(await ExecAsync(gear.Id, "ps")).Contains("12345", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_gear_uses_is_told()
    {
        var gear = await Engine.StartAsync(Spec("dd if=/dev/zero of=/tmp/file bs=1M count=3; i=0; " +
            "while [ $i -lt 20000 ]; do i=$((i+1)); done; echo done; sleep 1000"), default);
        await LineAsync(gear.Id, "done");
        var stats = await Engine.StatsAsync(gear.Id, default);
        stats.Memory.ShouldBeGreaterThan(0);
        stats.CpuTime.ShouldBeGreaterThan(TimeSpan.Zero);
        stats.Pids.ShouldBeInRange(1, 2);
        stats.Disk.ShouldBeInRange(3 << 20, 5 << 20);
    }

    [Fact]
    public async Task A_read_only_root_takes_no_writes() =>
        (await OutputAsync(Spec("echo x > /file; true") with { ReadOnlyRoot = true }))
            .ShouldContain(l => l.Contains("Read-only", StringComparison.Ordinal));

    [Fact]
    public async Task Gears_that_join_one_another_share_address_network_and_scratch_directories()
    {
        var first = await Engine.StartAsync(
            Spec("echo one > /shared/file; exec httpd -f -p 127.0.0.1:8000 -h /shared") with
            {
                Scratch = [new ScratchMount("work", "/shared")],
            }, default);
        var asked = Spec("until wget -q -O - http://127.0.0.1:8000/file 2>/dev/null; do sleep 0.1; done; " +
            "cat /room/file; id -u; echo two > /room/other")
            with { Join = first.Id, User = "app", Scratch = [new ScratchMount("work", "/room")] };
        (await OutputAsync(asked)).ShouldBe(["one", "one", "1001"]);
        (await Engine.FindAsync(asked.Id, default))!.Address.ShouldBe(first.Address);
        (await ExecAsync(first.Id, "cat", "/shared/other")).ShouldBe("two\n");
        var reader = Spec("cat /room/other; echo no > /room/x") with
        {
            Join = first.Id, Scratch = [new ScratchMount("work", "/room", ReadOnly: true)],
        };
        (await OutputAsync(reader)).ShouldContain(line => line.Contains("Read-only", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_slot_stays_until_the_last_gear_in_it_is_removed_and_what_was_scratch_is_gone()
    {
        var scratch = new ScratchMount("work", "/room");
        var first = Spec("echo left > /room/file") with { Scratch = [scratch] };
        await OutputAsync(first);
        var second = await Engine.StartAsync(Spec("sleep 1000") with { Join = first.Id, Scratch = [scratch] }, default);
        await Engine.RemoveAsync(first.Id, keepSlot: false, default);
        var alone = await Engine.StartAsync(Spec("sleep 1000"), default);
        alone.Address.ShouldNotBe(second.Address);
        await Engine.RemoveAsync(second.Id, keepSlot: false, default);
        for (var i = 0; i < 5; i++)
            (await OutputAsync(Spec("ls /room") with { Scratch = [scratch] })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Scratch_directories_hold_no_more_than_the_gears_disk()
    {
        var spec = Spec("dd if=/dev/zero of=/room/file bs=1M count=64 2>&1") with
        {
            Limits = new ResourceLimits { Disk = 16 << 20 }, Scratch = [new ScratchMount("work", "/room")],
        };
        string.Join('\n', await OutputAsync(spec)).ShouldContain("No space left on device");
    }

    [Fact]
    public async Task Nobody_joins_a_gear_that_is_not_there_or_keeps_its_slot()
    {
        var kept = await Engine.StartAsync(Spec("sleep 1000") with { Slot = "kept" }, default);
        (await Should.ThrowAsync<SlipwayException>(() =>
            Engine.StartAsync(Spec("true") with { Join = "none" }, default))).Code.ShouldBe(ErrorCode.EngineNotFound);
        (await Should.ThrowAsync<SlipwayException>(() =>
            Engine.StartAsync(Spec("true") with { Join = kept.Id }, default))).Code
            .ShouldBe(ErrorCode.EngineInvalidSpec);
        var self = Spec("true");
        (await Should.ThrowAsync<SlipwayException>(() => Engine.StartAsync(self with { Join = self.Id }, default))).Code
            .ShouldBe(ErrorCode.EngineNotFound);
    }

    [Fact]
    public async Task Given_files_are_the_gears_users_to_read_and_hide_what_the_image_has()
    {
        var spec = Spec("ls /home/conf /data; cat /home/conf/a /data/b/c /etc/one; stat -c '%u %a' /etc/one; " +
            "(echo x > /etc/one) 2>&1; ls /etc/group; cat /etc/hosts | grep -w db") with
        {
            User = "app",
            Hosts = new Dictionary<string, System.Net.IPAddress> { ["db"] = System.Net.IPAddress.Loopback },
            Files =
            [
                new InjectedFiles("/home/conf", [new InjectedFile("a", "A\n"u8.ToArray())]),
                new InjectedFiles("/data", [new InjectedFile("b/c", "C\n"u8.ToArray())]),
                InjectedFiles.One("/etc/one", "1\n"u8.ToArray(), 0x100),
            ],
        };
        var output = await OutputAsync(spec);
        output.Take(9).ShouldBe(["/data:", "b", "", "/home/conf:", "a", "A", "C", "1", "1001 400"]);
        output.ShouldContain(line => line.Contains("Read-only", StringComparison.Ordinal) || line.Contains(
            "Permission", StringComparison.Ordinal));
        output.TakeLast(2).ShouldBe(["/etc/group", "127.0.0.1 db"]);
        foreach (var name in new[] { "../up", "/root", "a/../b", "" })
            (await Should.ThrowAsync<SlipwayException>(() => Engine.StartAsync(
                Spec("true") with
                {
                    Files = [
                        new InjectedFiles("/x", [new InjectedFile(name, default), new InjectedFile("y", default)])],
                }, default))).Code.ShouldBe(ErrorCode.EngineInvalidSpec);
    }

    [Fact]
    public async Task User_groups_directory_and_capabilities_are_as_the_gear_says()
    {
        var spec = Spec("id -u; id -g; id -G; pwd") with { User = "7:8", Groups = [9], WorkingDirectory = "/tmp" };
        (await OutputAsync(spec)).ShouldBe(["7", "8", "8 9", "/tmp"]);
        var dropped = await Engine.StartAsync(
            Spec("grep CapEff /proc/self/status; sleep 1000") with { DroppedCapabilities = ["ALL"] }, default);
        await LineAsync(dropped.Id, "CapEff:\t0000000000000000");
        (await ExecAsync(dropped.Id, "grep", "CapBnd", "/proc/self/status")).ShouldBe("CapBnd:\t0000000000000000\n");
        (await OutputAsync(Spec("chown 5 /tmp 2>&1; echo $?") with { DroppedCapabilities = ["CHOWN"] }))[^1]
            .ShouldBe("1");
        (await OutputAsync(Spec("chown 5 /tmp 2>&1; echo $?")))[^1].ShouldBe("0");
    }

    [Fact]
    public async Task A_transient_gear_ends_with_the_server_that_started_it()
    {
        var gear = await Engine.StartAsync(
            Spec("sleep 1000") with { Transient = true, Scratch = [new ScratchMount("work", "/room")] }, default);
        var joined = await Engine.StartAsync(
            Spec("sleep 1000") with { Transient = true, Join = gear.Id, Scratch = [new ScratchMount("work", "/room")] },
            default);
        await ReopenAsync();
        (await Engine.FindAsync(gear.Id, default)).ShouldBeNull();
        (await Engine.FindAsync(joined.Id, default)).ShouldBeNull();
        await Wait.UntilAsync(() => Task.FromResult(!File.Exists($"/proc/{gear.Pid}/status")
            || File.ReadAllText($"/proc/{gear.Pid}/status").Contains("Z (zombie)", StringComparison.Ordinal)));
        (await OutputAsync(Spec("echo fine"))).ShouldBe(["fine"]);
    }

    protected GearSpec Spec(string script) => new() { Id = Name(), Image = Image, Command = ["/bin/sh", "-c", script] };

    protected static string Name() => $"t-{Guid.NewGuid():n}";

    protected async Task<IReadOnlyList<string>> OutputAsync(GearSpec spec)
    {
        await Engine.StartAsync(spec, default);
        await EndAsync(spec.Id);
        return await LinesAsync(spec.Id);
    }

    protected Task<GearState> EndAsync(string gear) =>
        Wait.ForAsync(async () => await Engine.FindAsync(gear, default) is { Phase: GearPhase.Ended } s ? s : null);

    protected async Task<IReadOnlyList<string>> LinesAsync(string gear) =>
        await Engine.LogsAsync(gear, null, follow: false, default).Select(l => l.Text).ToListAsync();

    private Task LineAsync(string gear, string line) =>
        Wait.UntilAsync(async () => (await LinesAsync(gear)).Contains(line));

    private async Task<string> ExecAsync(string gear, params string[] command)
    {
        await using var session = await Engine.ExecAsync(gear, new ExecSpec { Command = command }, default);
        return Text(await session.ReadAsync(default).ToListAsync(), LogStream.Output);
    }

    private static string Text(IEnumerable<ExecOutput> output, LogStream stream) =>
        string.Concat(
            output.Where(o => o.Stream == stream).Select(o => System.Text.Encoding.UTF8.GetString(o.Bytes.Span)));
}
