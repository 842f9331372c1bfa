using System.Collections.Immutable;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Routes;

namespace Slipway.Edge.Configuration;

/// <summary>
/// Assigns numbered HTTP backends of HAProxy to the backends of the route table. HAProxy cannot add a backend at run
/// time, so numbered ones are rendered in advance. A number is never reused: a request that waits in the backend of a
/// deleted application must not reach another one's gears.
/// </summary>
internal sealed record BackendSlots(ImmutableSortedDictionary<string, int> Assigned, int Next)
{
    public static readonly BackendSlots Empty =
        new(ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal), 0);

    public BackendSlots For(RouteTable table)
    {
        var names = table.Backends.Where(b => b.Protocol == EndpointProtocol.Http)
            .Select(b => b.Name).ToHashSet(StringComparer.Ordinal);
        var assigned = Assigned.RemoveRange(Assigned.Keys.Where(name => !names.Contains(name)));
        var next = Next;
        foreach (var name in names.Where(name => !assigned.ContainsKey(name)).Order(StringComparer.Ordinal))
            assigned = assigned.Add(name, next++);
        return new BackendSlots(assigned, next);
    }

    /// <summary>
    /// The numbers to render: those in use and at least one spare, up to the next multiple of <paramref name="spare"/>.
    /// </summary>
    public IEnumerable<int> Rendered(int spare) =>
        Assigned.Values.Order().Concat(Enumerable.Range(Next, ((Next / spare) + 1) * spare - Next));

    /// <summary>The name of a backend in HAProxy.</summary>
    public string ProxyOf(Backend backend) =>
        backend.Protocol == EndpointProtocol.Tcp ? $"tcp-{backend.ListenPort}-{backend.Name}" : NameOf(
            Assigned[backend.Name]);

    /// <summary>Whether a backend of HAProxy comes from the route table; the others are internal to the edge.</summary>
    public static bool IsRouted(string proxy) =>
        proxy.StartsWith("http-", StringComparison.Ordinal) || proxy.StartsWith("tcp-", StringComparison.Ordinal);

    public static string NameOf(int number) => $"http-{number}";
}
