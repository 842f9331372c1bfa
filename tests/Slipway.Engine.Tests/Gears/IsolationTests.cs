using System.Net;
using System.Net.Sockets;
using Slipway.Engine.Gears;

namespace Slipway.Engine.Tests.Gears;

/// <summary>Proof from inside a gear that it is confined.</summary>
public class IsolationTests
{
    [Fact]
    public async Task The_gear_is_root_of_its_range_only_with_few_capabilities_and_a_filter()
    {
        await using var test = await TestEngine.OpenAsync();
        var (_, output) = await test.RunAsync("cat /proc/self/uid_map; id -u; " +
            "grep -E 'CapEff|CapBnd|NoNewPrivs|Seccomp:' /proc/self/status; readlink /proc/self/ns/cgroup");
        var lines = output.Split('\n');
        var map = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        (map[0], map[2]).ShouldBe(("0", "65536"));
        uint.Parse(map[1]).ShouldBeGreaterThanOrEqualTo(test.Host.Options.FirstId);
        lines[1].ShouldBe("0");
        // chown, dac_override, fowner, fsetid, kill, setgid, setuid, net_bind_service
        output.ShouldContain("CapEff:\t00000000000004fb");
        output.ShouldContain("CapBnd:\t00000000000004fb");
        output.ShouldContain("NoNewPrivs:\t1");
        output.ShouldContain("Seccomp:\t2");
        lines[^1].ShouldNotBe(new FileInfo("/proc/self/ns/cgroup").LinkTarget);
    }

    [Theory]
    [InlineData("mount -t tmpfs none /tmp")]
    [InlineData("mknod /tmp/device b 8 0")]
    [InlineData("unshare -U true")]
    [InlineData("unshare -m true")]
    [InlineData("chroot / true")]
    [InlineData("echo 1 > /proc/sys/kernel/panic")]
    [InlineData("echo b > /proc/sysrq-trigger")]
    [InlineData("ip link add dummy0 type dummy")]
    [InlineData("hostname other")]
    [InlineData("echo x > /sys/kernel/mm/ksm/run")]
    [InlineData("ping -c1 -W1 -I eth0 169.254.169.254")]
    public async Task What_a_service_has_no_business_with_is_refused(string command)
    {
        await using var test = await TestEngine.OpenAsync();
        var (_, output) = await test.RunAsync($"{command} && echo DONE; true");
        output.ShouldNotContain("DONE");
    }

    [Fact]
    public async Task Another_user_of_the_image_has_no_capabilities_and_its_groups()
    {
        await using var test = await TestEngine.OpenAsync();
        var image = await test.AddImageAsync(
            new Oci.ContainerConfig { User = TestImage.User, Cmd = ["/bin/sh"], WorkingDir = "/place/dir" });
        var (_, output) = await test.RunAsync(
            "id -u; id -G; echo $HOME; pwd; grep CapEff /proc/self/status", s => s with { Image = image.Digest });
        output.ShouldBe("1001\n1002 2000\n/home\n/place/dir\nCapEff:\t0000000000000000");
    }

    [Fact]
    public async Task Ports_below_1024_are_the_gears_and_the_host_reaches_them()
    {
        await using var test = await TestEngine.OpenAsync();
        var gear = await test.Engine.StartAsync(
            test.Spec("web", "/bin/sh", "-c", "while :; do echo hi | nc -l -p 80; done"), default);
        (await Wait.ForAsync(() => AskAsync(gear.Address, 80))).ShouldBe("hi\n");
    }

    [Fact]
    public async Task Gears_reach_each_other_only_when_linked()
    {
        await using var test = await TestEngine.OpenAsync();
        var server = await test.Engine.StartAsync(
            test.Spec("server", "/bin/sh", "-c", "while :; do echo hi | nc -l -p 7000; done"), default);
        await Wait.ForAsync(() => AskAsync(server.Address, 7000));
        await test.Engine.StartAsync(test.Spec("client", "/bin/sleep", "1000"), default);
        var ask = $"nc -w 1 {server.Address} 7000 </dev/null";
        (await ExecAsync(test, "client", ask)).ShouldBe("");
        await test.Engine.LinkAsync("client", "server", default);
        (await Wait.ForAsync(async () =>
            await ExecAsync(test, "client", ask) is { Length: > 0 } answer ? answer : null)).ShouldBe("hi\n");
        await test.Engine.RemoveAsync("server", keepSlot: false, default);
        (await Slipway.Linux.Processes.Tool.RunAsync(["nft", "list", "set", "inet",
            Embedded.RunDirectory.InstallationOf(test.Host.Options.DataDirectory), "links"]))
            .OrThrow().Output.ShouldNotContain(server.Address.ToString());
    }

    [Fact]
    public async Task Services_of_the_host_are_out_of_reach()
    {
        await using var test = await TestEngine.OpenAsync();
        using var service = new TcpListener(IPAddress.Any, 0);
        service.Start();
        var port = ((IPEndPoint)service.LocalEndpoint).Port;
        var addresses = Dns.GetHostAddresses(Dns.GetHostName())
            .Where(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a))
            .Append(test.Host.Options.Subnet.BaseAddress).Select(a => a.ToString()).ToList();
        addresses[^1] = "$(ip route | awk '/default/ {print $3}')";
        var script = string.Join("; ", addresses.Append("127.0.0.1").Select(
            a => $"nc -w 1 {a} {port} </dev/null && echo REACHED; echo tried {a}"));
        var (_, output) = await test.RunAsync(script);
        output.ShouldContain("tried 10.");
        output.ShouldNotContain("REACHED");
        service.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task The_outside_is_reached_with_the_hosts_address_and_does_not_reach_gears()
    {
        await using var test = await TestEngine.OpenAsync();
        await using var outside = await Outside.CreateAsync();
        await using var service = outside.Listen("hi from outside");
        var gear = await test.Engine.StartAsync(
            test.Spec("one", "/bin/sh", "-c", "while :; do echo hi | nc -l -p 7000; done"), default);
        (await Wait.ForAsync(async () =>
            await ExecAsync(test, "one", $"nc -w 2 {outside.Address} 80 </dev/null") is { Length: > 0 } a ? a : null))
            .ShouldBe("hi from outside\n");
        (await Wait.ForAsync(() => AskAsync(gear.Address, 7000))).ShouldBe("hi\n");
        (await outside.RunAsync("ip", "route", "add", $"{gear.Address}/32", "via", outside.HostAddress)).OrThrow();
        (await outside.RunAsync("busybox", "nc", "-w", "1", $"{gear.Address}", "7000")).Output.ShouldBe("");
    }

    [Fact]
    public async Task Cloud_metadata_is_out_of_reach()
    {
        await using var test = await TestEngine.OpenAsync();
        await using var outside = await Outside.CreateAsync();
        await using var service = outside.Listen("secret");
        (await outside.RunAsync("ip", "addr", "add", "169.254.169.254/32", "dev", "lo")).OrThrow();
        var route = new[] { "ip", "route", "add", "169.254.169.254/32", "via", outside.Address };
        (await Slipway.Linux.Processes.Tool.RunAsync(route)).OrThrow();
        (await Wait.ForAsync(() => AskAsync(IPAddress.Parse("169.254.169.254"), 80))).ShouldBe("secret\n");
        var (_, output) = await test.RunAsync("nc -w 1 169.254.169.254 80 </dev/null; echo tried");
        output.ShouldContain("tried");
        output.ShouldNotContain("secret");
    }

    private static async Task<string?> AskAsync(IPAddress address, int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address, port).WaitAsync(TimeSpan.FromSeconds(2));
            using var reader = new StreamReader(client.GetStream());
            return await reader.ReadToEndAsync() is { Length: > 0 } answer ? answer : null;
        }
        catch (Exception e) when (e is SocketException or IOException or TimeoutException)
        {
            return null;
        }
    }

    private static async Task<string> ExecAsync(TestEngine test, string gear, string script)
    {
        await using var session = await test.Engine.ExecAsync(
            gear, new ExecSpec { Command = ["/bin/sh", "-c", script] }, default);
        var output = await session.ReadAsync(default).Where(o => o.Stream == LogStream.Output).ToListAsync();
        return string.Concat(output.Select(o => System.Text.Encoding.UTF8.GetString(o.Bytes.Span)));
    }
}
