using System.Security.Cryptography;
using System.Text;
using Slipway.Linux.Processes;

namespace Slipway.Edge.Supervision;

/// <summary>
/// Starts and stops the supervisor loop of HAProxy: as a transient unit where systemd runs, so that stopping the
/// server's unit does not stop it, otherwise as a process in its own session.
/// </summary>
internal sealed class Supervisor(EdgeOptions options)
{
    private const string Path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopPoll = TimeSpan.FromMilliseconds(10);

    private string Script => System.IO.Path.Combine(options.Directory, SupervisorScript.File);

    private string Unit => "slipway-edge-" +
        $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options.Directory)))[..12]}.service";

    private static bool HasSystemd => Directory.Exists("/run/systemd/system");

    public bool Runs => EdgeProcess.Supervisor(options.Directory) is not null;

    /// <summary>
    /// Idempotent: a running loop stays, and a HAProxy without a loop gets a new one without being restarted.
    /// </summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        if (Runs)
            return;
        string[] command = HasSystemd
            ? ["systemd-run", "--quiet", "--collect", $"--unit={Unit}", "--property=KillMode=mixed",
                "--property=Restart=always",
                "--property=LimitNOFILE=524288", "--", "env", "-i", Path, "sh", Script]
            : ["setsid", "--fork", "env", "-i", Path, "sh", Script];
        (await Tool.RunAsync(command, new ToolOptions { WorkingDirectory = options.Directory }, cancel)).OrThrow();
    }

    public async Task StopAsync(CancellationToken cancel)
    {
        var (supervisor, haproxy) = (EdgeProcess.Supervisor(options.Directory), EdgeProcess.Haproxy(options.Directory));
        if (HasSystemd)
            await Tool.RunAsync(["systemctl", "stop", Unit], cancel: cancel);
        foreach (var signal in new[] { "TERM", "KILL" })
        {
            foreach (var pid in new[] { supervisor, haproxy }.OfType<int>().Where(EdgeProcess.IsAlive))
                await Tool.RunAsync(["sh", "-c", "kill -\"$1\" \"$2\"", "sh", signal, $"{pid}"], cancel: cancel);
            if (await EndedAsync(supervisor, haproxy, cancel))
                return;
        }
        throw new SlipwayException(
            ErrorCode.Edge,
            $"HAProxy (process {haproxy}) or its supervisor (process {supervisor}) does not end; end it by hand");
    }

    private static Task<bool> EndedAsync(int? supervisor, int? haproxy, CancellationToken cancel) =>
        Polling.UntilAsync(
            () => !new[] { supervisor, haproxy }.OfType<int>().Any(EdgeProcess.IsAlive),
            StopTimeout, StopPoll, TimeProvider.System, cancel);
}
