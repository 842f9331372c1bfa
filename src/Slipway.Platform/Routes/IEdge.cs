using System.Collections.Immutable;

namespace Slipway.Platform.Routes;

/// <summary>The routing layer, a process of its own that outlives the server.</summary>
public interface IEdge
{
    /// <summary>
    /// Makes the edge route as the table says, without losing a request. Returns when new connections follow it. The
    /// newest table wins; idempotent.
    /// </summary>
    /// <returns>The backends that the edge cannot route; all others are.</returns>
    Task<ImmutableArray<RouteFailure>> ApplyAsync(RouteTable table, CancellationToken cancel);

    /// <summary>
    /// Waits until no request or connection is left on a draining server, at most <paramref name="limit"/>. True
    /// when it is idle.
    /// </summary>
    Task<bool> DrainedAsync(string backend, string server, TimeSpan limit, CancellationToken cancel);
}
