using System.Diagnostics;
using Slipway.Linux.Processes;

namespace Slipway.Testing;

/// <summary>
/// A Docker daemon of the test's own: own data, own socket, no bridge, no firewall rules. The machine's Docker, if it
/// has one, is not touched. Containers have no network but <c>--network none</c> and <c>host</c>.
/// </summary>
public sealed class DockerDaemon : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);
    private readonly TemporaryDirectory _directory = new();
    private readonly Process _daemon;
    private readonly StreamWriter _log;

    private DockerDaemon(string storageDriver, string client)
    {
        Client = client;
        Directory.CreateDirectory(_directory.File("config"));
        _log = new StreamWriter(_directory.File("log")) { AutoFlush = true };
        var start = new ProcessStartInfo("dockerd", Arguments(storageDriver))
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
        };
        start.Environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin";
        _daemon = Process.Start(start)!;
        _daemon.OutputDataReceived += Log;
        _daemon.ErrorDataReceived += Log;
        _daemon.BeginOutputReadLine();
        _daemon.BeginErrorReadLine();
    }

    /// <summary>The client in use: Debian's unless the test asked for another.</summary>
    public string Client { get; }

    public string Socket => _directory.File("docker.sock");

    /// <param name="storageDriver">overlay2, or vfs where the directory is on an overlay itself.</param>
    /// <exception cref="TimeoutException">It did not answer; the message has its last lines.</exception>
    public static async Task<DockerDaemon> StartAsync(
        string storageDriver = "overlay2", string client = "/usr/bin/docker", CancellationToken cancel = default)
    {
        var daemon = new DockerDaemon(storageDriver, client);
        try
        {
            await daemon.WaitAsync(cancel);
            return daemon;
        }
        catch
        {
            await daemon.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Runs the client against this daemon. Failing is a result; see <see cref="ToolResult.OrThrow"/>.
    /// </summary>
    public Task<ToolResult> RunAsync(
        IEnumerable<string> arguments, ToolOptions? options = null, CancellationToken cancel = default) =>
        Tool.RunAsync([Client, "--config", _directory.File("config"), "--host", "unix://" + Socket, .. arguments],
            options ?? new ToolOptions { Timeout = TimeSpan.FromMinutes(3) }, cancel);

    public async ValueTask DisposeAsync()
    {
        if (!_daemon.HasExited)
        {
            await Tool.RunAsync(["kill", "-TERM", $"{_daemon.Id}"]);
            using var limit = new CancellationTokenSource(StopTimeout);
            try
            {
                await _daemon.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _daemon.Kill(entireProcessTree: true);
            }
        }
        _daemon.Dispose();
        await UnmountAsync();
        await _log.DisposeAsync();
        _directory.Dispose();
    }

    private string[] Arguments(string storageDriver) =>
    [
        "--data-root", _directory.File("data"), "--exec-root", _directory.File("exec"),
        "--pidfile", _directory.File("pid"),
        "--host", "unix://" + Socket, "--iptables=false", "--ip6tables=false", "--bridge=none",
        "--storage-driver", storageDriver,
    ];

    private async Task WaitAsync(CancellationToken cancel)
    {
        var answers = false;
        await Polling.UntilAsync(
            async _ => _daemon.HasExited || (answers = await AnswersAsync(cancel)), StartTimeout,
            TimeSpan.FromMilliseconds(100), TimeProvider.System, cancel);
        if (!answers)
            throw new TimeoutException($"dockerd did not answer: {string.Join(" | ", LogLines().TakeLast(5))}");
    }

    private async Task<bool> AnswersAsync(CancellationToken cancel) => File.Exists(Socket)
        && (await RunAsync(["version", "--format", "{{.Server.Version}}"], cancel: cancel)).Succeeded;

    private string[] LogLines()
    {
        using var stream = new FileStream(_directory.File("log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private void Log(object sender, DataReceivedEventArgs line)
    {
        lock (_log)
            _log.WriteLine(line.Data);
    }

    // A daemon that was killed leaves its bind mounts and layers mounted.
    private async Task UnmountAsync()
    {
        var mounts = await File.ReadAllLinesAsync("/proc/self/mounts");
        foreach (var target in mounts.Select(line => line.Split(' ')[1])
            .Where(target => target.StartsWith(_directory.Path + "/", StringComparison.Ordinal)).Reverse())
            await Tool.RunAsync(["umount", "-l", target]);
    }
}
