using System.Collections.Concurrent;
using Slipway.Platform.Routes;

namespace Slipway.Platform.Tests.World;

/// <summary>
/// An edge that remembers every table it was given. It outlives the servers of a test, as the real one does.
/// </summary>
public sealed class InMemoryEdge : IEdge
{
    public RouteTable Table { get; private set; } = RouteTable.Empty;

    public ConcurrentQueue<RouteTable> History { get; } = [];

    public ConcurrentQueue<(string Backend, string Server)> Drained { get; } = [];

    /// <summary>A connection that every draining gear has until this ends; null: none.</summary>
    public TaskCompletionSource? Conversation { get; set; }

    public Task ApplyAsync(RouteTable table, CancellationToken cancel)
    {
        Table = table;
        History.Enqueue(table);
        return Task.CompletedTask;
    }

    public async Task<bool> DrainedAsync(string backend, string server, TimeSpan limit, CancellationToken cancel)
    {
        Drained.Enqueue((backend, server));
        try
        {
            await (Conversation?.Task ?? Task.CompletedTask).WaitAsync(limit, cancel);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public Backend? Find(string name) => Table.Backends.FirstOrDefault(backend => backend.Name == name);

    /// <summary>The servers of a backend that get new requests.</summary>
    public IReadOnlyList<Server> Serving(string name) =>
        [.. Find(name)?.Servers.Where(server => !server.Draining) ?? []];
}
