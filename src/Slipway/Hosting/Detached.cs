using System.Diagnostics;
using Slipway.Client;
using Slipway.Linux.Processes;

namespace Slipway.Hosting;

/// <summary>Starts this program as a server that outlives the terminal: a transient systemd service where systemd runs, a session of its own elsewhere.</summary>
internal static class Detached
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestLaunch = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(10);
    private static readonly bool Systemd = Directory.Exists("/run/systemd/system");

    public static async Task StartAsync(ServerOptions options, CancellationToken cancel)
    {
        Directory.CreateDirectory(options.Logs);
        List<string> server = [Environment.ProcessPath!, "server", .. ServerArguments.Of(options)];
        // The unit must not take gears and edge along when the server stops (KillMode), and gears' cgroups are made below it (Delegate).
        List<string> command = Systemd
            ? ["systemd-run", "--quiet", "--collect", $"--unit={UnitOf(options.Data)}", "-p", "KillMode=process", "-p", "Delegate=yes", "-p", "Restart=on-failure",
               "-p", $"StandardOutput=append:{options.ServerLog}", "-p", $"StandardError=append:{options.ServerLog}", "-p", "TasksMax=infinity", .. server]
            // The constant shell line only turns the output to the log; all else is arguments.
            : ["setsid", "--fork", "sh", "-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", options.ServerLog, .. server];
        (await Tool.RunAsync(command, cancel: cancel)).OrThrow();
    }

    /// <summary>Waits until the server answers on its socket, for as long as it is alive.</summary>
    /// <exception cref="ClientException">It ended, or does not answer in time; with the last lines of its log.</exception>
    public static async Task WaitAsync(ServerOptions options, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        for (var seen = false; watch.Elapsed < (seen ? LongestStart : LongestLaunch); await Task.Delay(Poll, cancel))
        {
            if (File.Exists(LocalApi.SocketIn(options.Data)) && await AnswersAsync(options, cancel))
                return;
            var runs = ServerLock.Holder(options.RunDirectory) is not null;
            if (seen && !runs)
                break;
            seen |= runs;
        }
        throw new ClientException(ExitCode.Unavailable, $"the server does not come up; its last words:\n{LastLines(options.ServerLog)}", $"read {options.ServerLog}; run `slipway doctor`");
    }

    public static async Task<bool> AnswersAsync(ServerOptions options, CancellationToken cancel)
    {
        try
        {
            using var api = new ApiClient(LocalApi.Credentials(options.Data));
            await api.GetAsync("server", Web.Resources.ApiJson.Default.ServerResource, cancel);
            return true;
        }
        catch (ClientException)
        {
            return false;
        }
    }

    private static string UnitOf(string data) => $"slipway-{Oci.Digest.OfBytes(System.Text.Encoding.UTF8.GetBytes(data)).Short}";

    private static string LastLines(string log) => File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(5).Select(line => "  " + line)) : "";
}
