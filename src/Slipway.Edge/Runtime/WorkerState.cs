using System.Collections.Immutable;
using System.Net;

namespace Slipway.Edge.Runtime;

/// <summary>The current routing of a HAProxy process.</summary>
/// <param name="Servers">By proxy and server name, <c>http-7/gear-1</c>.</param>
/// <param name="Hosts">Host name to proxy name.</param>
internal sealed record WorkerState(
    string Signature,
    ImmutableHashSet<string> Proxies,
    ImmutableSortedDictionary<string, RunningServer> Servers,
    ImmutableSortedDictionary<string, string> Hosts);

/// <param name="Weight">0 also means draining: the file has no other way to express it.</param>
/// <param name="Maintenance">It gets no requests, and is deleted when its last one ends.</param>
internal sealed record RunningServer(IPEndPoint? Address, int Weight, bool Maintenance, bool Draining);
