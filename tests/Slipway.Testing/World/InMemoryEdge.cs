using System.Collections.Concurrent;
using System.Collections.Immutable;
using Slipway.Platform.Routes;

namespace Slipway.Testing.World;

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

    /// <summary>Thrown instead of taking a table, when it is not null.</summary>
    public Func<RouteTable, Exception?> Fault { get; set; } = _ => null;

    /// <summary>Ports that another program listens on.</summary>
    public ConcurrentDictionary<int, string> TakenPorts { get; } = [];

    public Task<ImmutableArray<RouteFailure>> ApplyAsync(RouteTable table, CancellationToken cancel)
    {
        if (Fault(table) is { } fault)
            return Task.FromException<ImmutableArray<RouteFailure>>(fault);
        var taken = table.Backends
            .Where(backend => backend.ListenPort is { } port && TakenPorts.ContainsKey(port)).ToList();
        Table = new RouteTable([.. table.Backends.Except(taken)]);
        History.Enqueue(Table);
        return Task.FromResult(taken.Select(backend => new RouteFailure(
            backend.Name, ErrorCode.PortInUse,
            $"port {backend.ListenPort} is in use by {TakenPorts[backend.ListenPort!.Value]}",
            "stop that program or choose another port")).ToImmutableArray());
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
