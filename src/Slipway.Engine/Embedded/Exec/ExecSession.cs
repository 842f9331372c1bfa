using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Slipway.Engine.Embedded.Containers;
using Slipway.Engine.Embedded.Gears;
using Slipway.Engine.Gears;
using Slipway.Linux.Files;
using Slipway.Linux.Processes;

namespace Slipway.Engine.Embedded.Exec;

/// <summary>
/// A command in a gear, run by the runtime's <c>exec</c> as a child of this process, with its streams and exit code.
/// When this process dies, the command loses its streams; <see cref="ClearAsync"/> of the next process kills commands
/// that continue regardless.
/// </summary>
internal sealed class ExecSession : IExecSession
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StartPoll = TimeSpan.FromMilliseconds(5);
    private const int MaxQueuedChunks = 64;
    private const int NoSuchCommand = 127;
    private const int RuntimeFailed = 255;
    private readonly Channel<ExecOutput> _output = Channel.CreateBounded<ExecOutput>(MaxQueuedChunks);
    private readonly ExecStreams _streams;
    private readonly ChildProcess _child;
    private readonly string _pidFile;
    private readonly string _specification;
    private readonly Task _pumping;

    private ExecSession(ExecStreams streams, ChildProcess child, string specification, string pidFile)
    {
        (_streams, _child, _specification, _pidFile) = (streams, child, specification, pidFile);
        _pumping = PumpAsync();
    }

    public Stream Input => _streams.Input;

    public static async Task<ExecSession> StartAsync(
        EngineHost host, GearDirectory gear, GearProcess process, ExecSpec spec, Func<string, ContainerUser> findUser,
        CancellationToken cancel)
    {
        if (spec.Command.Count == 0)
            throw new SlipwayException(ErrorCode.EngineInvalidSpec, "no command is given");
        var user = spec.User is { Length: > 0 } name ? findUser(name) : process.User;
        string[] terminal = spec.Terminal ? ["TERM=xterm"] : [];
        var inside = new RuntimeProcess
        {
            Command = spec.Command,
            Environment = GearPlan.Merge([.. process.Environment, .. terminal, .. spec.Environment]),
            WorkingDirectory = spec.WorkingDirectory ?? process.WorkingDirectory,
            Terminal = spec.Terminal,
            Capabilities = process.Capabilities,
        };
        Directory.CreateDirectory(gear.Execs);
        var path = Path.Combine(gear.Execs, Guid.NewGuid().ToString("n"));
        RuntimeFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(RuntimeSpecWriter.Process(inside, user)));
        string[] command = [host.Options.Runtime, "--root", gear.RuntimeState, "exec", "--process", path, "--pid-file",
            path + ".pid", gear.Id];
        var streams = spec.Terminal ? ExecStreams.Terminal() : ExecStreams.Pipes(spec.Input);
        var child = await Task.Run(() => Spawn.Start(command, streams.ForChild), cancel);
        streams.Started();
        return new ExecSession(streams, child, path, path + ".pid");
    }

    /// <summary>Kills commands that an earlier process left running in the gear.</summary>
    public static async Task ClearAsync(Gear gear, CancellationToken cancel)
    {
        if (!Directory.Exists(gear.Directory.Execs))
            return;
        var running = gear.Cgroup.Processes();
        foreach (var file in Directory.GetFiles(gear.Directory.Execs, "*.pid"))
            if (int.TryParse(await File.ReadAllTextAsync(file, cancel), out var pid) && running.Contains(pid))
                ProcessGroup.Kill(pid);
        foreach (var file in Directory.GetFiles(gear.Directory.Execs))
            File.Delete(file);
    }

    public async IAsyncEnumerable<ExecOutput> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var piece in _output.Reader.ReadAllAsync(cancel))
            yield return piece;
    }

    public Task ResizeAsync(int rows, int columns, CancellationToken cancel)
    {
        _streams.Resize(rows, columns);
        return Task.CompletedTask;
    }

    public async Task<int> WaitAsync(CancellationToken cancel)
    {
        await _pumping.WaitAsync(cancel);
        var code = await _child.WaitAsync(cancel);
        return code == RuntimeFailed && !File.Exists(_pidFile) ? NoSuchCommand : code;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_child.WaitAsync(CancellationToken.None).IsCompleted)
        {
            await KillCommandAsync();
            _child.Kill(Signal.Kill);
            await _child.WaitAsync(CancellationToken.None);
        }
        _streams.Dispose();
        _child.Dispose();
        if (!Directory.Exists(Path.GetDirectoryName(_pidFile)))
            return; // the gear is gone
        File.Delete(_specification);
        File.Delete(_pidFile);
    }

    /// <summary>
    /// The runtime reports the command's pid a moment after the start; killing the runtime before would leave the
    /// command running.
    /// </summary>
    private async Task KillCommandAsync()
    {
        await Polling.UntilAsync(
            () => File.Exists(_pidFile) || _child.WaitAsync(CancellationToken.None).IsCompleted,
            StartTimeout, StartPoll, TimeProvider.System, CancellationToken.None);
        if (File.Exists(_pidFile) && int.TryParse(await File.ReadAllTextAsync(_pidFile), out var pid))
            ProcessGroup.Kill(pid);
    }

    private async Task PumpAsync()
    {
        await Task.WhenAll(_streams.Outputs.Select(o => PumpAsync(o.Stream, o.Bytes)));
        _output.Writer.TryComplete();
    }

    private async Task PumpAsync(LogStream name, Stream source)
    {
        var buffer = new byte[32 << 10];
        try
        {
            while (await source.ReadAsync(buffer) is var read and > 0)
                await _output.Writer.WriteAsync(new ExecOutput(name, buffer.AsMemory(0, read).ToArray()));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or ChannelClosedException)
        {
            // A terminal whose other side is closed returns an error; so do disposed streams.
        }
    }
}
