using System.Diagnostics;
using Slipway.Client;
using Slipway.Linux.Processes;

namespace Slipway.Hosting;

/// <summary>
/// Starts this program as a server that outlives the terminal: a transient systemd service where systemd runs, a
/// session of its own elsewhere.
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
        // One that has the directory may be about to end, killed or stopped a moment ago: then another is started.
        if (ServerLock.Holder(options.RunDirectory) is not null && await ComesUpAsync(options, cancel))
            return;
        var launch = await LaunchAsync(options, cancel);
        // systemd refuses when it is just restarting the service by itself: what counts is whether a server comes up.
        if (!await ComesUpAsync(options, cancel))
            throw new SlipwayException(ErrorCode.Unavailable,
                $"the server does not come up; {(launch.ExitCode == 0 ? "" : launch.Errors.Trim() + "; ")}its last " +
                    $"words:\n{LastLines(options.ServerLog)}",
                $"read {options.ServerLog}; run `slipway doctor`");
    }

    private static async Task<ToolResult> LaunchAsync(ServerOptions options, CancellationToken cancel)
    {
        Directory.CreateDirectory(options.Logs);
        List<string> server = [Environment.ProcessPath!, "server", .. ServerArguments.Of(options)];
        // Gears and edge have cgroups of their own; what has just been started for a gear has not yet, and must not be
        // taken along either (KillMode). A server that is told to stop and takes long ends with 128 + SIGTERM: that is
        // no failure after which it is started again.
        List<string> command = Systemd
            ? ["systemd-run", "--quiet", "--collect", $"--unit={UnitOf(options.Data)}",
                "-p", "KillMode=process", "-p", "Restart=on-failure", "-p", "SuccessExitStatus=143",
               "-p", $"StandardOutput=append:{options.ServerLog}", "-p", $"StandardError=append:{options.ServerLog}",
               "-p", "TasksMax=infinity", .. server]
            // The constant shell line turns the output to the log, and lets go of what the caller had open, a lock
            // perhaps; all else is arguments.
            : ["setsid", "--fork", "sh", "-c",
                "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-", "sh",
                options.ServerLog, .. server];
        return await Tool.RunAsync(command, cancel: cancel);
    }

    /// <summary>Waits for an answer as long as the server is alive.</summary>
    /// <returns>False: it ended, or does not answer in time.</returns>
    private static async Task<bool> ComesUpAsync(ServerOptions options, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        for (var seen = false; watch.Elapsed < (seen ? StartTimeout : LaunchTimeout); await Task.Delay(Poll, cancel))
        {
            if (File.Exists(LocalApi.SocketIn(options.Data)) && await AnswersAsync(options, cancel))
                return true;
            var runs = ServerLock.Holder(options.RunDirectory) is not null;
            if (seen && !runs)
                return false;
            seen |= runs;
        }
        return false;
    }

    private static async Task<bool> AnswersAsync(ServerOptions options, CancellationToken cancel)
    {
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
