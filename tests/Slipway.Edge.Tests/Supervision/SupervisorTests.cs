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
        await using var fixture = new EdgeFixture();
        await using var first = await WebGear.StartAsync("first");
        await using var second = await WebGear.StartAsync("second");
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", first.Server)), default);
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", second.Server)), default);
        var killed = fixture.HaproxyPid;

        Process.GetProcessById(killed).Kill();
        await EdgeFixture.EventuallyAsync(
            async () => await TextOrErrorAsync(fixture) == "second", "HAProxy answers again");
        fixture.HaproxyPid.ShouldNotBe(killed);
    }

    [Fact]
    public async Task A_killed_worker_takes_HAProxy_down_and_it_comes_back()
    {
        await using var fixture = new EdgeFixture();
        await using var gear = await WebGear.StartAsync("g");
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", gear.Server)), default);
        var worker = (await new Haproxy(fixture.Options).CurrentAsync(default))!.Pid;

        Process.GetProcessById(worker).Kill();
        await EdgeFixture.EventuallyAsync(
            async () => await TextOrErrorAsync(fixture) == "g" && !EdgeProcess.IsAlive(worker), "a new worker answers");
    }

    [Fact]
    public async Task A_table_applied_while_HAProxy_is_being_restarted_is_followed()
    {
        await using var fixture = new EdgeFixture();
        await using var gear = await WebGear.StartAsync("g");
        await fixture.Edge.StartAsync(default);
        Process.GetProcessById(fixture.HaproxyPid).Kill();

        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", gear.Server)), default);
        (await fixture.TextAsync("a.localhost")).ShouldBe("g");
    }

    [Fact]
    public async Task A_restarted_server_takes_over_what_runs_without_restarting_it()
    {
        await using var fixture = new EdgeFixture();
        await using var gear = await WebGear.StartAsync("g");
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", gear.Server)), default);
        var (haproxy, supervisor) = (fixture.HaproxyPid, EdgeProcess.Supervisor(fixture.Options.Directory));

        var server = fixture.NewServer();
        await server.StartAsync(default);
        await server.StartAsync(default);
        (await fixture.TextAsync("a.localhost")).ShouldBe("g");
        await server.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("b", gear.Server)), default);
        (await fixture.TextAsync("b.localhost")).ShouldBe("g");
        fixture.HaproxyPid.ShouldBe(haproxy);
        EdgeProcess.Supervisor(fixture.Options.Directory).ShouldBe(supervisor);
    }

    [Fact]
    public async Task A_killed_supervisor_is_replaced_and_HAProxy_goes_on()
    {
        await using var fixture = new EdgeFixture();
        await using var gear = await WebGear.StartAsync("g");
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", gear.Server)), default);
        var (haproxy, supervisor) = (fixture.HaproxyPid, EdgeProcess.Supervisor(fixture.Options.Directory)!.Value);

        Process.GetProcessById(supervisor).Kill();
        await EdgeFixture.EventuallyAsync(
            () => Task.FromResult(!EdgeProcess.IsAlive(supervisor)), "the supervisor is dead");
        await fixture.Edge.StartAsync(default);
        await EdgeFixture.EventuallyAsync(
            () => Task.FromResult(EdgeProcess.Supervisor(fixture.Options.Directory) is not null),
            "there is a new supervisor");
        fixture.HaproxyPid.ShouldBe(haproxy);
        (await fixture.TextAsync("a.localhost")).ShouldBe("g");
        Process.GetProcessById(haproxy).Kill();
        await EdgeFixture.EventuallyAsync(
            async () => await TextOrErrorAsync(fixture) == "g", "the new supervisor starts HAProxy again");
    }

    [Fact]
    public async Task A_stop_leaves_no_process_and_a_start_brings_the_routes_back_on_another_port()
    {
        await using var fixture = new EdgeFixture();
        await using var gear = await WebGear.StartAsync("g");
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", gear.Server)), default);
        var (haproxy, supervisor) = (fixture.HaproxyPid, EdgeProcess.Supervisor(fixture.Options.Directory)!.Value);

        await fixture.Edge.StopAsync(default);
        await fixture.Edge.StopAsync(default);
        EdgeProcess.IsAlive(haproxy).ShouldBeFalse();
        EdgeProcess.IsAlive(supervisor).ShouldBeFalse();
        await fixture.NewServer(options => options with { Port = EdgeFixture.FreePort() }).StartAsync(default);
        using var client = fixture.NewClient();
        client.DefaultRequestHeaders.Host = "a.localhost";
        (await client.GetStringAsync("/")).ShouldBe("g");
    }

    [Fact]
    public async Task Changed_options_are_taken_over_by_a_reload()
    {
        await using var fixture = new EdgeFixture();
        await using var gear = await WebGear.StartAsync("g");
        var table = EdgeFixture.Table(EdgeFixture.Web("a", gear.Server));
        await fixture.Edge.ApplyAsync(table, default);
        var haproxy = fixture.HaproxyPid;

        await fixture.NewServer(options => options with { Port = EdgeFixture.FreePort() }).ApplyAsync(table, default);
        using var client = fixture.NewClient();
        client.DefaultRequestHeaders.Host = "a.localhost";
        (await client.GetStringAsync("/")).ShouldBe("g");
        fixture.HaproxyPid.ShouldBe(haproxy);
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_its_holder_and_the_next_step()
    {
        await using var fixture = new EdgeFixture();
        using var holder = new TcpListener(IPAddress.Loopback, fixture.Options.Port);
        holder.Start();
        var error = await Refusal.OfAsync(ErrorCode.PortInUse, () => fixture.Edge.StartAsync(default));
        error.Message.ShouldContain($"port {fixture.Options.Port} is in use");
        error.Message.ShouldContain($"process {Environment.ProcessId}");
        error.NextStep.ShouldNotBeNull().ShouldContain("choose another port");
    }

    [Fact]
    public async Task HAProxy_serves_without_privileges_and_its_sockets_are_the_server_s_alone()
    {
        await using var fixture = new EdgeFixture();
        await fixture.Edge.StartAsync(default);
        var worker = (await new Haproxy(fixture.Options).CurrentAsync(default))!.Pid;
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
        await using var fixture = new EdgeFixture();
        var directory = Path.Combine(
            fixture.Options.Directory, string.Join('/', Enumerable.Repeat(new string('d', 60), 4)));
        var server = fixture.NewServer(options => options with { Directory = directory });
        await using var gear = await WebGear.StartAsync("g");
        await server.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", gear.Server)), default);
        (await fixture.TextAsync("a.localhost")).ShouldBe("g");
    }

    private static async Task<string> TextOrErrorAsync(EdgeFixture fixture)
    {
        try
        {
            return await fixture.TextAsync("a.localhost");
        }
        catch (HttpRequestException)
        {
            return "";
        }
    }
}
