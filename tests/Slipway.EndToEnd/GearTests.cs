using System.Diagnostics;
using System.Text;
using Slipway.EndToEnd.Applications;
using Slipway.EndToEnd.Installations;
using Slipway.Linux.Processes;
using Slipway.Testing.Installations;

namespace Slipway.EndToEnd;

[Collection(SharedInstallationCollection.Name)]
public class GearTests(SharedInstallation installation)
{
    private const int Connected = 0, Refused = 1;

    [Fact]
    public async Task A_command_in_a_gear_has_input_output_errors_and_an_exit_code()
    {
        var application = await Application.CreateAsync(installation, "commands", "static");
        var input = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 20_000)));
        var count = await application.Slipway.TryAsync(input, "exec", "commands", "-i", "--", "wc", "-c");
        (count.ExitCode, count.Output.Trim()).ShouldBe((0, $"{input.Length}"), count.Errors);

        var failing = await application.Slipway.TryAsync(
            "exec", "commands", "--", "bash", "-c", "echo out; echo err >&2; exit 42");
        (failing.ExitCode, failing.Output, failing.Errors).ShouldBe((42, "out\n", "err\n"));

        (await application.Slipway.TryAsync("exec", "commands", "--", "no-such-command")).ExitCode.ShouldNotBe(0);
        (await application.Slipway.TryAsync("exec", "no-such-application", "--", "true")).ExitCode.ShouldBe(66);
    }

    [Fact]
    public async Task A_command_has_a_terminal()
    {
        await Application.CreateAsync(installation, "terminal", "static");
        var tty = await Tool.RunAsync(
            ["script", "-qec", $"{CommandLine.Path} exec terminal -it -- bash -c 'tty && stty size'", "/dev/null"],
            new ToolOptions { Environment = installation.Slipway.Environment });
        tty.ExitCode.ShouldBe(0, tty.Output + tty.Errors);
        tty.Output.ShouldContain("/dev/pts/");
    }

    [Fact]
    public async Task Followed_logs_go_on_when_gears_are_replaced()
    {
        var application = await Application.CreateAsync(installation, "logged", "static");
        (await application.TryGetAsync("/before")).Dispose();
        var start = new ProcessStartInfo(CommandLine.Path, ["logs", "logged", "--follow"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in application.Slipway.Environment)
            start.Environment[name] = value;
        using var follower = Process.Start(start)!;
        try
        {
            var seen = new HashSet<string>();
            (await ReadUntilAsync(follower, "/before", seen)).ShouldBeTrue();
            await application.Slipway.RunAsync("env", "set", "logged", "A=1");
            using (await application.TryGetAsync("/after"))
                (await ReadUntilAsync(follower, "/after", seen)).ShouldBeTrue();
            seen.Count.ShouldBeGreaterThan(1, "lines of both gears");
        }
        finally
        {
            follower.Kill();
            await follower.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task A_gear_holds_nothing_of_the_machine()
    {
        var application = await Application.CreateAsync(installation, "isolated", "static");
        var status = (await application.ExecAsync("cat", "/proc/1/status")).Split('\n')
            .Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1].Trim());
        status["CapEff"].ShouldBe("0000000000000000");
        status["NoNewPrivs"].ShouldBe("1");
        status["Seccomp"].ShouldBe("2");
        var map = (await application.ExecAsync("cat", "/proc/self/uid_map"))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int.Parse(map[0]).ShouldBe(0);
        long.Parse(map[1]).ShouldBeGreaterThan(65_536, "the gear's root is nobody on the machine");

        foreach (var command in new[]
        {
            "mount -t tmpfs none /mnt", "mknod /tmp/disk b 8 0", "unshare -U true", "cat /proc/kcore",
            "echo 1 > /proc/sys/kernel/panic",
        })
            (await application.Slipway.TryAsync("exec", "isolated", "--", "bash", "-c", command)).ExitCode
                .ShouldNotBe(0, command);
    }

    [Fact]
    public async Task A_gear_reaches_neither_the_server_nor_another_gear()
    {
        var application = await Application.CreateAsync(installation, "outer", "static");
        var other = await Application.CreateAsync(installation, "inner", "static");
        var gateway = (await application.ExecAsync("cat", "/proc/net/route"))
            .Split('\n').Select(line => line.Split('\t'))
            .First(fields => fields.Length > 2 && fields[1] == "00000000")[2];
        var host = new System.Net.IPAddress(Convert.FromHexString(gateway).AsEnumerable().Reverse().ToArray());
        var own = ((string)(await application.GearsAsync()).Single()["address"]!).Split(':')[0];
        var neighbour = ((string)(await other.GearsAsync()).Single()["address"]!).Split(':')[0];

        (await ConnectAsync(application, own, 8080)).ShouldBe(Connected, "the probe works where it may");
        (await ConnectAsync(application, neighbour, 8080)).ShouldBe(Refused);
        foreach (var address in new[] { "127.0.0.1", $"{host}" })
            foreach (var port in new[] { installation.ApiPort, installation.EdgePort })
                (await ConnectAsync(application, address, port)).ShouldBe(Refused, $"{address}:{port}");
    }

    private static async Task<int> ConnectAsync(Application application, string address, int port)
    {
        var probe = await application.Slipway.TryAsync(
            "exec", application.Name, "--", "timeout", "2", "bash", "-c", $"exec 3<>/dev/tcp/{address}/{port}");
        return probe.ExitCode == 0 ? Connected : Refused;
    }

    private static async Task<bool> ReadUntilAsync(Process process, string text, HashSet<string> gears)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            gears.Add(line.Split(' ')[1]);
            if (line.Contains(text))
                return true;
        }
        return false;
    }
}
