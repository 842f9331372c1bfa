using System.Collections.Immutable;

namespace Slipway.Edge.Runtime;

/// <summary>
/// A HAProxy worker process: the current one, or an old one that finishes its connections after a reload.
/// </summary>
internal sealed class Worker(int pid, Func<string, CancellationToken, Task<string>> send)
{
    private const int MaxLineLength = 8000;

    public int Pid { get; } = pid;

    public async Task<WorkerState> ReadAsync(CancellationToken cancel) => new(
        RuntimeResponses.Signature(await send("show info", cancel)),
        RuntimeResponses.Proxies(await send("show backend", cancel)),
        RuntimeResponses.Servers(await send("show servers state", cancel)),
        RuntimeResponses.Hosts(await send($"show map {Configuration.HaproxyFiles.HostMap}", cancel)));

    /// <summary>
    /// Runs commands in order and returns HAProxy's errors. Whether the commands worked is checked in the state read
    /// afterwards.
    /// </summary>
    public async Task<string> RunAsync(ImmutableArray<string> commands, CancellationToken cancel)
    {
        var errors = new List<string>();
        var line = new List<string>();
        var length = 0;
        foreach (var command in commands)
        {
            if (length + command.Length > MaxLineLength)
                errors.Add(await FlushAsync());
            line.Add(command);
            length += command.Length + 1;
        }
        errors.Add(await FlushAsync());
        return string.Join(' ', errors.Where(text => text.Length > 0));

        async Task<string> FlushAsync()
        {
            if (line.Count == 0)
                return "";
            var answer = await send(string.Join(';', line), cancel);
            line.Clear();
            length = 0;
            return string.Join(
                ' ', answer.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }
    }

    /// <summary>Sessions on a server; 0 when the server does not exist.</summary>
    public async Task<long> SessionsAsync(string proxy, string server, CancellationToken cancel) =>
        RuntimeResponses.Sessions(await send($"show stat {proxy} 4 -1", cancel), proxy, server);
}
