using System.Collections.Immutable;
using System.Net;

namespace Slipway.Edge.Runtime;

/// <summary>What a HAProxy process routes at the moment.</summary>
/// <param name="Servers">By proxy and server name, <c>http-7/gear-1</c>.</param>
/// <param name="Hosts">Host name to proxy name.</param>
internal sealed record WorkerState(
    string Signature,
    ImmutableHashSet<string> Proxies,
    ImmutableSortedDictionary<string, RunningServer> Servers,
    ImmutableSortedDictionary<string, string> Hosts);

/// <param name="Weight">0 drains as well; that is how the file says it.</param>
/// <param name="Maintenance">It gets nothing, and goes when its last request ends.</param>
internal sealed record RunningServer(IPEndPoint? Address, int Weight, bool Maintenance, bool Draining);
