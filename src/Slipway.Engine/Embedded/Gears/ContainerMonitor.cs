using System.Text;
using System.Text.Json;
using Slipway.Engine.Embedded.Containers;
using Slipway.Linux.Processes;

namespace Slipway.Engine.Embedded.Gears;

/// <summary>
/// Starts containers under conmon, which outlives this process, keeps their logs and records how they end.
/// </summary>
internal sealed class ContainerMonitor(EmbeddedEngineOptions options)
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CreationTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CreationPoll = TimeSpan.FromMilliseconds(10);
    private const int SyncDescriptor = 3;
    private const int MaxReportBytes = 1 << 16;

    /// <summary>Creates and starts the container of a bundle.</summary>
    /// <param name="owner">The host's ids of its user, if there is a user namespace.</param>
    /// <returns>The pids of its init process and of its monitor.</returns>
    /// <exception cref="SlipwayException">The runtime refuses; its message is in the exception.</exception>
    public async Task<(int Init, int Monitor)> StartAsync(
        GearDirectory gear, (uint Uid, uint Gid)? owner, CancellationToken cancel)
    {
        Directory.CreateDirectory(gear.Sockets);
        Directory.CreateDirectory(gear.Persistent);
        // Not cancelled half-way: without its monitor the runtime would finish a container that nothing tracks.
        var init = await CreateAsync(gear);
        cancel.ThrowIfCancellationRequested();
        StandardStreams.Give(init, owner);
        await ReleaseAsync(gear, init, cancel);
        return (init, int.Parse(await File.ReadAllTextAsync(gear.MonitorPid, cancel)));
    }

    /// <summary>
    /// Ends the monitor of a start that a crash interrupted, after letting it finish the creation: the runtime would
    /// continue without it.
    /// </summary>
    public static async Task AbandonAsync(GearDirectory gear, CancellationToken cancel)
    {
        if (!File.Exists(gear.MonitorPid)
            || !int.TryParse(await File.ReadAllTextAsync(gear.MonitorPid, cancel), out var pid))
            return;
        using var monitor = PidHandle.TryOpen(pid);
        if (monitor is null || !IsMonitorOf(pid, gear.Id))
            return;
        await Polling.UntilAsync(
            () => File.Exists(gear.Pid) || !File.Exists($"/proc/{pid}/exe"),
            CreationTimeout, CreationPoll, TimeProvider.System, cancel);
        monitor.Kill(Signal.Kill);
    }

    /// <summary>
    /// Whether the process is the container's monitor: after a reboot its pid may belong to another process.
    /// </summary>
    public static bool IsMonitorOf(int pid, string container)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Contains($"\0{container}\0", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Deletes the container in the runtime, killing its processes; does nothing when it is unknown.</summary>
    public async Task DeleteAsync(GearDirectory gear, CancellationToken cancel)
    {
        if (Directory.Exists(Path.Combine(gear.RuntimeState, gear.Id)))
            (await Tool.RunAsync(
                [options.Runtime, "--root", gear.RuntimeState, "delete", "--force", gear.Id], null, cancel)).OrThrow();
    }

    private async Task<int> CreateAsync(GearDirectory gear)
    {
        var (ours, childs) = SocketPair.Create();
        await using (ours)
        {
            using var monitor = Spawn.Start(Command(gear), new SpawnOptions
            {
                Descriptors = [(SyncDescriptor, childs)],
                Environment = new Dictionary<string, string> { ["_OCI_SYNCPIPE"] = $"{SyncDescriptor}" },
            });
            childs.Dispose();
            using var limit = new CancellationTokenSource(StartTimeout);
            try
            {
                return PidOf(await ReadLineAsync(ours, limit.Token));
            }
            catch (OperationCanceledException)
            {
                throw Failed($"the runtime did not answer within {StartTimeout.TotalSeconds:0} s");
            }
        }
    }

    private List<string> Command(GearDirectory gear) =>
    [
        options.Monitor, "--api-version", "1", "--cid", gear.Id, "--cuuid", gear.Id, "--name", gear.Id,
        "--runtime", RuntimePath, "--runtime-arg", $"--root={gear.RuntimeState}",
        "--bundle", gear.Path, "--container-pidfile", gear.Pid, "--conmon-pidfile", gear.MonitorPid,
        "--log-path", $"k8s-file:{gear.Log}", "--log-size-max",
        $"{options.LogHardLimit}", "--log-level", "error",
        "--exit-dir", gear.Path, "--persist-dir", gear.Persistent, "--socket-dir-path", gear.Sockets, "--full-attach",
    ];

    /// <summary>conmon requires a path.</summary>
    private string RuntimePath { get; } =
        options.Runtime.Contains('/', StringComparison.Ordinal) ? options.Runtime : FindInPath(options.Runtime);

    /// <summary>
    /// The init of a created container waits until <c>exec.fifo</c> is opened. runc's <c>start</c> does just that and
    /// removes the fifo; doing it here saves a process. Other runtimes are started by their command.
    /// </summary>
    private async Task ReleaseAsync(GearDirectory gear, int init, CancellationToken cancel)
    {
        var fifo = Path.Combine(gear.RuntimeState, gear.Id, "exec.fifo");
        if (!File.Exists(fifo))
        {
            var started = await Tool.RunAsync(
                [options.Runtime, "--root", gear.RuntimeState, "start", gear.Id], null, cancel);
            if (!started.Succeeded)
                throw Failed(started.Errors);
            return;
        }
        var opened = Task.Run(() => Open(fifo), CancellationToken.None);
        using (var process = PidHandle.TryOpen(init))
            await Task.WhenAny(opened, process?.WaitAsync(cancel) ?? Task.CompletedTask);
        if (!opened.IsCompleted)
            File.OpenHandle(fifo, FileMode.Open, FileAccess.Write, FileShare.ReadWrite).Dispose();
        if (!await opened)
            throw Failed("the container ended before it was started");
        File.Delete(fifo);
    }

    /// <summary>Waits for a writer; returns whether it wrote.</summary>
    private static bool Open(string fifo)
    {
        using var stream = new FileStream(fifo, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
        return stream.ReadByte() >= 0;
    }

    private static async Task<byte[]> ReadLineAsync(Stream stream, CancellationToken cancel)
    {
        var line = new MemoryStream();
        var buffer = new byte[4096];
        while (line.Length < MaxReportBytes && await stream.ReadAsync(buffer, cancel) is var read and > 0)
        {
            line.Write(buffer, 0, read);
            if (buffer.AsSpan(0, read).Contains((byte)'\n'))
                break;
        }
        return line.ToArray();
    }

    private static int PidOf(byte[] report)
    {
        try
        {
            var reader = new Utf8JsonReader(report);
            using var document = JsonDocument.ParseValue(ref reader);
            var pid = document.RootElement.TryGetProperty("data", out var data) ? data.GetInt32() : -1;
            return pid > 0 ? pid : throw Failed(
                document.RootElement.TryGetProperty("message", out var text) ? text.GetString() : null);
        }
        catch (JsonException)
        {
            throw Failed(report.Length == 0 ? "the monitor ended without a word" : Encoding.UTF8.GetString(report));
        }
    }

    /// <summary>Distinguishes errors of the image or specification from those of the runtime.</summary>
    private static SlipwayException Failed(string? message)
    {
        var text = (message ?? "no reason given").Trim();
        var invalid = text.Contains("executable file not found", StringComparison.Ordinal)
            || text.Contains("no such file or directory", StringComparison.Ordinal)
            || text.Contains("permission denied", StringComparison.Ordinal);
        return new SlipwayException(
            invalid ? ErrorCode.EngineInvalidSpec : ErrorCode.EngineRuntime,
            $"the container could not be started: {text}",
            invalid ? "check the command and the files it names in the image" : null);
    }

    private static string FindInPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/usr/bin", "/sbin"])
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
                ?? throw ToolErrors.Missing(name);
}
