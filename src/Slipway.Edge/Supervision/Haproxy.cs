using System.Collections.Immutable;
using Slipway.Edge.Configuration;
using Slipway.Edge.Runtime;
using Slipway.Linux.Processes;

namespace Slipway.Edge.Supervision;

/// <summary>The running HAProxy of one directory: its workers, its reload, its start.</summary>
internal sealed class Haproxy(EdgeOptions options)
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StartPoll = TimeSpan.FromMilliseconds(10);
    private readonly Supervisor _supervisor = new(options);

    public bool Runs => EdgeProcess.Haproxy(options.Directory) is not null;

    public bool IsSupervised => _supervisor.Runs;

    /// <summary>The current worker; null when HAProxy does not respond.</summary>
    public async Task<Worker?> CurrentAsync(CancellationToken cancel)
    {
        try
        {
            return await WorkersAsync(cancel) is [var current, ..] ? current : null;
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.Edge)
        {
            return null;
        }
    }

    /// <summary>The current worker, followed by old ones that still have connections.</summary>
    public async Task<ImmutableArray<Worker>> WorkersAsync(CancellationToken cancel)
    {
        var (current, old) = RuntimeResponses.Workers(
            await SendAsync(SupervisorScript.MasterSocket, "show proc", cancel));
        if (current is null)
            return [];
        return
        [
            new Worker(current.Value, (command, token) => SendAsync(HaproxyFiles.StatsSocket, command, token)),
            .. old.Select(pid => new Worker(
                pid, (command, token) => SendAsync(SupervisorScript.MasterSocket, Prefixed(pid, command), token))),
        ];
    }

    /// <exception cref="SlipwayException">HAProxy did not come up with the files of this signature.</exception>
    public async Task<Worker> StartAsync(string signature, CancellationToken cancel)
    {
        await CheckAsync(cancel);
        await _supervisor.StartAsync(cancel);
        return await WaitAsync(signature, "start", cancel);
    }

    /// <summary>The current worker; waits while the supervisor restarts HAProxy.</summary>
    public async Task<Worker> WaitForWorkerAsync(CancellationToken cancel)
    {
        Worker? worker = null;
        if (await UntilAsync(async token => (worker = await CurrentAsync(token)) is not null, cancel))
            return worker!;
        throw new SlipwayException(ErrorCode.Edge, $"HAProxy does not come back; last output: {LastLogLines()}");
    }

    /// <summary>Ensures that a supervisor restarts HAProxy when it dies.</summary>
    public Task SuperviseAsync(CancellationToken cancel) => _supervisor.StartAsync(cancel);

    /// <summary>
    /// A new worker takes over the listening sockets; the old one finishes its connections. No connection is refused.
    /// </summary>
    public async Task<Worker> ReloadAsync(string signature, CancellationToken cancel)
    {
        await CheckAsync(cancel);
        await SendAsync(SupervisorScript.MasterSocket, "reload", cancel);
        return await WaitAsync(signature, "reload", cancel);
    }

    public Task StopAsync(CancellationToken cancel) => _supervisor.StopAsync(cancel);

    private async Task CheckAsync(CancellationToken cancel)
    {
        var check = await Tool.RunAsync(["haproxy", "-c", "-f", HaproxyFiles.Configuration],
            new ToolOptions { WorkingDirectory = options.Directory }, cancel);
        if (!check.Succeeded)
            throw new SlipwayException(
                ErrorCode.Edge, $"HAProxy refuses the rendered configuration: {Tail(check.Errors)}");
    }

    private async Task<Worker> WaitAsync(string signature, string what, CancellationToken cancel)
    {
        Worker? worker = null;
        if (await UntilAsync(
            async token => (worker = await CurrentAsync(token)) is not null
                && await IsOfAsync(worker, signature, token), cancel))
            return worker!;
        throw new SlipwayException(
            ErrorCode.Edge,
            $"HAProxy did not {what} within {StartTimeout.TotalSeconds:0} s; last output: {LastLogLines()}");
    }

    private static Task<bool> UntilAsync(Func<CancellationToken, Task<bool>> condition, CancellationToken cancel) =>
        Polling.UntilAsync(condition, StartTimeout, StartPoll, TimeProvider.System, cancel);

    private static async Task<bool> IsOfAsync(Worker worker, string signature, CancellationToken cancel)
    {
        try
        {
            return (await worker.ReadAsync(cancel)).Signature == signature;
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.Edge)
        {
            return false; // between the close of the old socket and the bind of the new one
        }
    }

    private string LastLogLines()
    {
        var log = Path.Combine(options.Directory, SupervisorScript.Log);
        return File.Exists(log) ? Tail(File.ReadAllText(log)) : "none";
    }

    private static string Tail(string text) =>
        string.Join(" | ",
            text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(4));

    private static string Prefixed(int pid, string commands) =>
        string.Join(';', commands.Split(';').Select(command => $"@!{pid} {command}"));

    private async Task<string> SendAsync(string socket, string command, CancellationToken cancel)
    {
        var pid = EdgeProcess.Haproxy(options.Directory) ?? throw new SlipwayException(
            ErrorCode.Edge, "HAProxy does not run");
        return await RuntimeSocket.SendAsync(EdgeProcess.ShortPath(pid, socket), command, cancel);
    }
}
