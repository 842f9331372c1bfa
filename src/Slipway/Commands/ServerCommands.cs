using System.CommandLine;
using System.Diagnostics;
using Slipway.Client;
using Slipway.Hosting;

namespace Slipway.Commands;

/// <summary>The verbs of the server: run it in the foreground or background, stop it, stop everything.</summary>
internal static class ServerCommands
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopPoll = TimeSpan.FromMilliseconds(50);

    public static IEnumerable<Command> Create() =>
    [
        Verb.Local(
            "server", "Runs the server in the foreground", ServerArguments.All, async (arguments, output, cancel) =>
        {
            RequireRoot("server");
            await ServerHost.RunAsync(ServerArguments.Read(arguments), cancel);
            return ExitCode.Success;
        }),
        Verb.Local("start", "Starts the server in the background, unless it runs", ServerArguments.All,
            async (arguments, output, cancel) =>
        {
            RequireRoot("start");
            var options = ServerArguments.Read(arguments);
            await Detached.EnsureAsync(options, cancel);
            var pid = ServerLock.Holder(options.RunDirectory);
            output.Line(
                $"the server runs (pid {pid}), API at http://{options.Api}, applications at port {options.Edge.Port}");
            return ExitCode.Success;
        }),
        Verb.Local("stop", "Stops the server; applications keep running",
            [ServerArguments.Data], async (arguments, output, cancel) =>
        {
            RequireRoot("stop");
            output.Line(await StopAsync(ServerArguments.DataOf(arguments), cancel)
                ? "the server is stopped; applications keep running"
                : "the server is not running");
            return ExitCode.Success;
        }),
        Verb.Local(
            "down", "Stops the server, all gears and the edge, and removes everything outside the data directory",
            [ServerArguments.Data], async (arguments, output, cancel) =>
        {
            RequireRoot("down");
            var data = ServerArguments.DataOf(arguments);
            if (!Directory.Exists(data))
                throw new SlipwayException(
                    ErrorCode.NotFound,
                    $"{data} does not exist", "pass the --data DIR that the server was started with");
            await StopAsync(data, cancel);
            await Teardown.RunAsync(data, cancel);
            output.Line("stopped: server, gears and edge");
            return ExitCode.Success;
        }),
    ];

    private static async Task<bool> StopAsync(string data, CancellationToken cancel)
    {
        var run = new ServerOptions { Data = data }.RunDirectory;
        if (ServerLock.Holder(run) is not { } pid)
            return false;
        using (var signal = Process.Start(new ProcessStartInfo("kill", ["-TERM", $"{pid}"])))
            await signal!.WaitForExitAsync(cancel);
        if (!await Polling.UntilAsync(
            () => ServerLock.Holder(run) is null, StopTimeout, StopPoll, TimeProvider.System, cancel))
            throw new SlipwayException(ErrorCode.Conflict, $"the server (pid {pid}) does not end",
                $"kill -9 {pid}; nothing is lost by it");
        return true;
    }

    private static void RequireRoot(string verb)
    {
        if (!Environment.IsPrivilegedProcess)
            throw new SlipwayException(
                ErrorCode.Forbidden,
                $"`slipway {verb}` needs root: gears have networks and file systems of their own",
                $"sudo slipway {verb} …");
    }
}
