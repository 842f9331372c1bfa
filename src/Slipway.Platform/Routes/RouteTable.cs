using System.Collections.Immutable;
using System.Net;
using Slipway.Platform.Cartridges;

namespace Slipway.Platform.Routes;

/// <summary>
/// All that the edge must know: which hosts and ports lead to which gears. Immutable; the edge makes its state equal
/// to the newest one.
/// </summary>
public sealed record RouteTable(ImmutableArray<Backend> Backends)
{
    public static readonly RouteTable Empty = new([]);
}

/// <summary>One endpoint of an application and the gears that serve it.</summary>
/// <param name="Name">Unique and stable, <c>[a-z0-9-]</c>, at most 63 characters: <c>blog-demo</c>,
/// <c>blog-demo-5432</c>.</param>
public sealed record Backend(string Name, EndpointProtocol Protocol)
{
    /// <summary>Host names that lead here (HTTP), without port, in lower case.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>The port the edge listens on for this backend (TCP).</summary>
    public int? ListenPort { get; init; }

    public ImmutableArray<Server> Servers { get; init; } = [];
}

/// <summary>A gear's endpoint. A draining server finishes what it has and gets nothing new.</summary>
/// <param name="Name">The gear's id.</param>
public sealed record Server(string Name, IPEndPoint Address, bool Draining = false);
