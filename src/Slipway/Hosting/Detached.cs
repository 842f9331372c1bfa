using Slipway.Client;
using Slipway.Linux.Processes;

namespace Slipway.Hosting;

/// <summary>
/// Starts this program as a server that outlives the terminal: a transient systemd service where systemd runs,
/// otherwise in a new session.
/// </summary>
internal static class Detached
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LaunchTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(10);
    private static readonly bool Systemd = Directory.Exists("/run/systemd/system");

    /// <summary>Starts the server unless one runs, and waits until it answers on its socket.</summary>
    /// <exception cref="SlipwayException">It ended, or does not answer in time; with the last lines of its
    /// log.</exception>
    public static async Task EnsureAsync(ServerOptions options, CancellationToken cancel)
    {
        // A server that holds the directory may be stopping: then another one is started.
        if (ServerLock.Holder(options.RunDirectory) is not null && await ComesUpAsync(options, cancel))
            return;
        var launch = await LaunchAsync(options, cancel);
        // systemd refuses while it restarts the service itself: what counts is whether a server starts.
        if (!await ComesUpAsync(options, cancel))
            throw new SlipwayException(ErrorCode.Unavailable,
                $"the server does not come up; {(launch.ExitCode == 0 ? "" : launch.Errors.Trim() + "; ")}" +
                    $"last output:\n{LastLines(options.ServerLog)}",
                $"read {options.ServerLog}; run `slipway doctor`");
    }

    private static async Task<ToolResult> LaunchAsync(ServerOptions options, CancellationToken cancel)
    {
        Directory.CreateDirectory(options.Logs);
        List<string> server = [Environment.ProcessPath!, "server", .. ServerArguments.Of(options)];
        // Gears and edge have their own cgroups. Processes of a gear that is being started are still in the service's
        // cgroup, and must survive, too (KillMode). A server that takes long to shut down ends with 128 + SIGTERM; that
        // must not cause a restart.
        List<string> command = Systemd
            ? ["systemd-run", "--quiet", "--collect", $"--unit={UnitOf(options.Data)}",
                "-p", "KillMode=process", "-p", "Restart=on-failure", "-p", "SuccessExitStatus=143",
               "-p", $"StandardOutput=append:{options.ServerLog}", "-p", $"StandardError=append:{options.ServerLog}",
               "-p", "TasksMax=infinity", .. server]
            // A constant shell line redirects the output to the log and closes inherited descriptors, which may hold
            // locks; everything else is passed as arguments.
            : ["setsid", "--fork", "sh", "-c",
                "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-", "sh",
                options.ServerLog, .. server];
        return await Tool.RunAsync(command, cancel: cancel);
    }

    /// <summary>Waits until the server answers, as long as it runs.</summary>
    /// <returns>False: it ended, or does not answer in time.</returns>
    private static async Task<bool> ComesUpAsync(ServerOptions options, CancellationToken cancel)
    {
        var answers = false;
        async Task<bool> AnswersNowAsync() => answers = await AnswersAsync(options, cancel);
        bool Runs() => ServerLock.Holder(options.RunDirectory) is not null;
        return await Polling.UntilAsync(
                async _ => await AnswersNowAsync() || Runs(), LaunchTimeout, Poll, TimeProvider.System, cancel)
            && (answers || await Polling.UntilAsync(
                async _ => await AnswersNowAsync() || !Runs(), StartTimeout, Poll, TimeProvider.System, cancel))
            && answers;
    }

    private static async Task<bool> AnswersAsync(ServerOptions options, CancellationToken cancel)
    {
        if (!File.Exists(LocalApi.SocketIn(options.Data)))
            return false;
        try
        {
            using var api = new ApiClient(LocalApi.Credentials(options.Data));
            await api.GetAsync("server", Web.Resources.ApiJson.Default.ServerResource, cancel);
            return true;
        }
        catch (SlipwayException)
        {
            return false;
        }
    }

    private static string UnitOf(string data) =>
        $"slipway-{Oci.Digest.OfBytes(System.Text.Encoding.UTF8.GetBytes(data)).Short}";

    private static string LastLines(string log) =>
        File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(5).Select(line => "  " + line)) : "";
}
