using System.CommandLine;
using System.Diagnostics;
using Slipway.Client;
using Slipway.Hosting;

namespace Slipway.Commands;

/// <summary>The server's own verbs: run it here, in the background, end it, and end all it left running.</summary>
internal static class ServerCommands
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    public static IEnumerable<Command> Create() =>
    [
        Verb.Local(
            "server", "Runs the server in the foreground", ServerArguments.All, async (arguments, output, cancel) =>
        {
            RequireRoot("server");
            await ServerHost.RunAsync(ServerArguments.Read(arguments), cancel);
            return ExitCode.Success;
        }),
        Verb.Local("start", "Starts the server in the background; nothing happens when it runs", ServerArguments.All,
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
        Verb.Local("stop", "Ends the server; applications go on and are taken over by the next one",
            [ServerArguments.Data], async (arguments, output, cancel) =>
        {
            RequireRoot("stop");
            output.Line(await StopAsync(ServerArguments.DataOf(arguments), cancel)
                ? "the server is stopped; applications go on"
                : "no server runs");
            return ExitCode.Success;
        }),
        Verb.Local(
            "down", "Ends the server, all gears and the edge, and leaves nothing of them outside the data directory",
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
        for (var deadline = DateTime.UtcNow + StopTimeout; ServerLock.Holder(run) is not null;
            await Task.Delay(50, cancel))
            if (DateTime.UtcNow > deadline)
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
