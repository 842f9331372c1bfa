using Slipway.Linux.Processes;
using Slipway.Testing.Installations;

namespace Slipway.EndToEnd.Installations;

/// <summary>Servers that end by force.</summary>
internal static class Servers
{
    public static async Task KillAsync(Installation installation)
    {
        var pid = installation.ServerProcess;
        (await Tool.RunAsync(["kill", "-9", $"{pid}"])).OrThrow();
        await GoneAsync(pid);
    }

    /// <summary>
    /// Starts a server with a variable, which a service of systemd would not have, and waits until it has taken
    /// the data directory.
    /// </summary>
    public static async Task StartByHandAsync(
        Installation installation, string variable, string value, params string[] options)
    {
        var (log, before) = (Path.Combine(installation.Data, "logs", "server.log"), installation.ServerProcess);
        var variables = new Dictionary<string, string>(installation.Slipway.Environment) { [variable] = value };
        (await Tool.RunAsync(["setsid", "--fork", "sh", "-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", log,
            CommandLine.Path, "server", .. installation.ServerOptions, .. options],
            new ToolOptions { Environment = variables })).OrThrow();
        await Applications.Application.UntilAsync(
            () => Task.FromResult(installation.ServerProcess), pid => pid != before && Runs(pid), "a server by hand");
    }

    /// <summary>Waits until a process has ended, however it did.</summary>
    public static async Task GoneAsync(int pid) =>
        (await Polling.UntilAsync(() => !Runs(pid), TimeSpan.FromSeconds(60), TimeSpan.FromMilliseconds(20),
            TimeProvider.System, CancellationToken.None)).ShouldBeTrue($"process {pid} still runs");

    private static bool Runs(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
