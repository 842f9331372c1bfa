using System.Net;
using System.Net.Sockets;
using Slipway.EndToEnd.Installations;
using Slipway.Linux.Processes;
using Slipway.Testing.Installations;

namespace Slipway.EndToEnd.Faults;

/// <summary>Servers that cannot start, or not do all, say why.</summary>
public class ServerStartTests(SharedInstallation installation) : FaultTests(installation)
{
    [Theory]
    [InlineData("--api-port", "--edge-port")]
    [InlineData("--edge-port", "--api-port")]
    public async Task A_port_that_another_program_has_is_named(string option, string other)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the server needs root");
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var data = Path.Combine(Installation.Scratch("no-port" + option), "data");
        try
        {
            var start = await Installation.Slipway.TryAsync(
                "start", "--data", data, option, $"{port}", other, $"{FreePort.Take()}");
            start.ExitCode.ShouldBe(ExitCode.Unavailable, start.Errors);
            start.Errors.ShouldContain($"{port} is in use");
            start.Errors.ShouldContain("another");
        }
        finally
        {
            await Installation.Slipway.RunAsync("down", "--data", data);
        }
    }

    [Fact]
    public void A_server_watches_no_files_of_this_machine()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the server needs root");
        var watches = Directory.EnumerateFiles($"/proc/{Installation.ServerProcess}/fdinfo")
            .SelectMany(Lines).Where(line => line.StartsWith("inotify ", StringComparison.Ordinal));
        watches.ShouldBeEmpty();

        static string[] Lines(string path)
        {
            try
            {
                return File.ReadAllLines(path);
            }
            catch (IOException)
            {
                // Closed meanwhile.
                return [];
            }
        }
    }

    [Fact]
    public async Task What_the_caller_had_open_is_not_held_by_what_goes_on()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the server needs root");
        var place = Installation.Scratch("caller");
        var (data, held) = (Path.Combine(place, "data"), Path.Combine(place, "lock"));
        try
        {
            string[] start = [CommandLine.Path, "start", "--data", data, "--edge-port", $"{FreePort.Take()}",
                "--api-port", $"{FreePort.Take()}"];
            (await Tool.RunAsync(["flock", held, .. start], new ToolOptions { Timeout = TimeSpan.FromMinutes(3) }))
                .OrThrow();
            (await Tool.RunAsync(["flock", "--nonblock", held, "true"])).ExitCode
                .ShouldBe(0, "server or edge hold the caller's lock");
        }
        finally
        {
            await Installation.Slipway.RunAsync("down", "--data", data);
        }
    }

    [Fact]
    public async Task A_missing_tool_is_named_where_it_is_needed_and_what_runs_goes_on()
    {
        await using var bystander = await Applications.Bystander.CreateAsync(Installation, "quiet-tools");
        var tools = Installation.Scratch("tools-but-runc");
        foreach (var tool in new[] { "/usr/sbin", "/usr/bin", "/sbin", "/bin" }.Where(Directory.Exists).SelectMany(
            Directory.EnumerateFiles).Where(file => Path.GetFileName(file) != "runc").DistinctBy(Path.GetFileName))
            File.CreateSymbolicLink(Path.Combine(tools, Path.GetFileName(tool)), tool);
        await Servers.KillAsync(Installation);
        await Servers.StartByHandAsync(Installation, "PATH", tools);
        using (var api = new LocalRequests(Installation))
            await api.AnsweredAsync();
        var refused = await Installation.Slipway.TryAsync("app", "create", "without-runc", "--cartridge", "static");
        refused.ExitCode.ShouldNotBe(0);
        refused.Errors.ShouldContain("runc");
        refused.Errors.ShouldContain("slipway doctor");
        await bystander.MoreAsync(5);
        await Servers.KillAsync(Installation);
        await Installation.StartServerAsync();
        await Installation.Slipway.TryAsync("app", "delete", "without-runc", "--yes");
    }
}
