using System.Collections.Immutable;

namespace Slipway.Edge.Runtime;

/// <summary>
/// A HAProxy worker process: the current one, or an old one that finishes its connections after a reload.
/// </summary>
internal sealed class Worker(int pid, Func<string, CancellationToken, Task<string>> ask)
{
    private const int MaxLineLength = 8000;

    public int Pid { get; } = pid;

    public async Task<WorkerState> ReadAsync(CancellationToken cancel) => new(
        RuntimeResponses.Signature(await ask("show info", cancel)),
        RuntimeResponses.Proxies(await ask("show backend", cancel)),
        RuntimeResponses.Servers(await ask("show servers state", cancel)),
        RuntimeResponses.Hosts(await ask($"show map {Configuration.HaproxyFiles.HostMap}", cancel)));

    /// <summary>
    /// Runs commands in order and returns HAProxy's errors. Whether the commands worked is checked in the state read
    /// afterwards.
    /// </summary>
    public async Task<string> RunAsync(ImmutableArray<string> commands, CancellationToken cancel)
    {
        var objections = new List<string>();
        var line = new List<string>();
        var length = 0;
        foreach (var command in commands)
        {
            if (length + command.Length > MaxLineLength)
                objections.Add(await FlushAsync());
            line.Add(command);
            length += command.Length + 1;
        }
        objections.Add(await FlushAsync());
        return string.Join(' ', objections.Where(text => text.Length > 0));

        async Task<string> FlushAsync()
        {
            if (line.Count == 0)
                return "";
            var answer = await ask(string.Join(';', line), cancel);
            line.Clear();
            length = 0;
            return string.Join(
                ' ', answer.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }
    }

    /// <summary>Sessions on a server; 0 when the server does not exist.</summary>
    public async Task<long> SessionsAsync(string proxy, string server, CancellationToken cancel) =>
        RuntimeResponses.Sessions(await ask($"show stat {proxy} 4 -1", cancel), proxy, server);
}
