using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Slipway.Edge.Supervision;
using Slipway.Testing;

namespace Slipway.Edge.Tests.Supervision;

public sealed class SupervisorTests
{
    [Fact]
    public async Task Killed_HAProxy_comes_back_with_the_membership_it_had()
    {
        await using var house = new EdgeFixture();
        await using var first = await WebGear.StartAsync("first");
        await using var second = await WebGear.StartAsync("second");
        await house.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", first.Server)), default);
        await house.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", second.Server)), default);
        var killed = house.HaproxyPid;

        Process.GetProcessById(killed).Kill();
        await EdgeFixture.EventuallyAsync(
            async () => await TextOrErrorAsync(house) == "second", "HAProxy answers again");
        house.HaproxyPid.ShouldNotBe(killed);
    }

    [Fact]
    public async Task A_killed_worker_takes_HAProxy_down_and_it_comes_back()
    {
        await using var house = new EdgeFixture();
        await using var gear = await WebGear.StartAsync("g");
        await house.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", gear.Server)), default);
        var worker = (await new Haproxy(house.Options).CurrentAsync(default))!.Pid;

        Process.GetProcessById(worker).Kill();
        await EdgeFixture.EventuallyAsync(
            async () => await TextOrErrorAsync(house) == "g" && !EdgeProcess.IsAlive(worker), "a new worker answers");
    }

    [Fact]
    public async Task A_table_applied_while_HAProxy_is_being_restarted_is_followed()
    {
        await using var house = new EdgeFixture();
        await using var gear = await WebGear.StartAsync("g");
        await house.Edge.StartAsync(default);
        Process.GetProcessById(house.HaproxyPid).Kill();

        await house.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", gear.Server)), default);
        (await house.TextAsync("a.localhost")).ShouldBe("g");
    }

    [Fact]
    public async Task A_restarted_server_takes_over_what_runs_without_restarting_it()
    {
        await using var house = new EdgeFixture();
        await using var gear = await WebGear.StartAsync("g");
        await house.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", gear.Server)), default);
        var (haproxy, supervisor) = (house.HaproxyPid, EdgeProcess.Supervisor(house.Options.Directory));

        var server = house.NewServer();
        await server.StartAsync(default);
        await server.StartAsync(default);
        (await house.TextAsync("a.localhost")).ShouldBe("g");
        await server.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("b", gear.Server)), default);
        (await house.TextAsync("b.localhost")).ShouldBe("g");
        house.HaproxyPid.ShouldBe(haproxy);
        EdgeProcess.Supervisor(house.Options.Directory).ShouldBe(supervisor);
    }

    [Fact]
    public async Task A_killed_supervisor_is_replaced_and_HAProxy_goes_on()
    {
        await using var house = new EdgeFixture();
        await using var gear = await WebGear.StartAsync("g");
        await house.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", gear.Server)), default);
        var (haproxy, supervisor) = (house.HaproxyPid, EdgeProcess.Supervisor(house.Options.Directory)!.Value);

        Process.GetProcessById(supervisor).Kill();
        await EdgeFixture.EventuallyAsync(
            () => Task.FromResult(!EdgeProcess.IsAlive(supervisor)), "the supervisor is dead");
        await house.Edge.StartAsync(default);
        await EdgeFixture.EventuallyAsync(
            () => Task.FromResult(EdgeProcess.Supervisor(house.Options.Directory) is not null),
            "there is a new supervisor");
        house.HaproxyPid.ShouldBe(haproxy);
        (await house.TextAsync("a.localhost")).ShouldBe("g");
        Process.GetProcessById(haproxy).Kill();
        await EdgeFixture.EventuallyAsync(
            async () => await TextOrErrorAsync(house) == "g", "the new supervisor starts HAProxy again");
    }

    [Fact]
    public async Task A_stop_leaves_no_process_and_a_start_brings_the_routes_back_on_another_port()
    {
        await using var house = new EdgeFixture();
        await using var gear = await WebGear.StartAsync("g");
        await house.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", gear.Server)), default);
        var (haproxy, supervisor) = (house.HaproxyPid, EdgeProcess.Supervisor(house.Options.Directory)!.Value);

        await house.Edge.StopAsync(default);
        await house.Edge.StopAsync(default);
        EdgeProcess.IsAlive(haproxy).ShouldBeFalse();
        EdgeProcess.IsAlive(supervisor).ShouldBeFalse();
        await house.NewServer(options => options with { Port = EdgeFixture.FreePort() }).StartAsync(default);
        using var client = house.NewClient();
        client.DefaultRequestHeaders.Host = "a.localhost";
        (await client.GetStringAsync("/")).ShouldBe("g");
    }

    [Fact]
    public async Task Changed_options_are_taken_over_by_a_reload()
    {
        await using var house = new EdgeFixture();
        await using var gear = await WebGear.StartAsync("g");
        var table = EdgeFixture.Table(EdgeFixture.Web("a", gear.Server));
        await house.Edge.ApplyAsync(table, default);
        var haproxy = house.HaproxyPid;

        await house.NewServer(options => options with { Port = EdgeFixture.FreePort() }).ApplyAsync(table, default);
        using var client = house.NewClient();
        client.DefaultRequestHeaders.Host = "a.localhost";
        (await client.GetStringAsync("/")).ShouldBe("g");
        house.HaproxyPid.ShouldBe(haproxy);
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_its_holder_and_the_next_step()
    {
        await using var house = new EdgeFixture();
        using var holder = new TcpListener(IPAddress.Loopback, house.Options.Port);
        holder.Start();
        var error = await Refusal.OfAsync(ErrorCode.PortInUse, () => house.Edge.StartAsync(default));
        error.Message.ShouldContain($"port {house.Options.Port} is in use");
        error.Message.ShouldContain($"process {Environment.ProcessId}");
        error.NextStep.ShouldNotBeNull().ShouldContain("choose another port");
    }

    [Fact]
    public async Task HAProxy_serves_without_privileges_and_its_sockets_are_the_server_s_alone()
    {
        await using var house = new EdgeFixture();
        await house.Edge.StartAsync(default);
        var worker = (await new Haproxy(house.Options).CurrentAsync(default))!.Pid;
        var ids = File.ReadLines($"/proc/{worker}/status")
            .First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t');
        ids[1..].ShouldNotContain("0");
        File.ReadLines($"/proc/{worker}/status")
            .ShouldContain(line => line.StartsWith("CapEff:\t0000000000000000", StringComparison.Ordinal));
        new DirectoryInfo($"/proc/{worker}/root").LinkTarget.ShouldEndWith("/jail");
        File.GetUnixFileMode(Path.Combine(fixture.Options.Directory, "stats.sock"))
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(Path.Combine(fixture.Options.Directory, "master.sock"))
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_very_long_data_directory_works()
    {
        await using var house = new EdgeFixture();
        var directory = Path.Combine(
            house.Options.Directory, string.Join('/', Enumerable.Repeat(new string('d', 60), 4)));
        var server = house.NewServer(options => options with { Directory = directory });
        await using var gear = await WebGear.StartAsync("g");
        await server.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", gear.Server)), default);
        (await house.TextAsync("a.localhost")).ShouldBe("g");
    }

    private static async Task<string> TextOrErrorAsync(EdgeFixture house)
    {
        try
        {
            return await house.TextAsync("a.localhost");
        }
        catch (HttpRequestException)
        {
            return "";
        }
    }
}
