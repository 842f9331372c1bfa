using System.Collections.Immutable;
using System.Net;

namespace Slipway.Edge;

/// <summary>Addresses, ports and limits of the edge. All of its files are in <paramref name="Directory"/>.</summary>
/// <param name="Directory">An absolute path, <c>DIR/edge</c>.</param>
public sealed record EdgeOptions(string Directory)
{
    public IPAddress Address { get; init; } = IPAddress.Any;

    /// <summary>The port of all HTTP hosts.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Networks whose X-Forwarded-For, -Proto and -Host are believed; other clients cannot set them.</summary>
    public ImmutableArray<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>
    /// Whether connections from trusted proxies begin with a header of the PROXY protocol, version 1 or 2.
    /// </summary>
    public bool ProxyProtocol { get; init; }

    /// <summary>Maximum size of a request's or response's first line and header fields.</summary>
    public int MaxHeadBytes { get; init; } = 32 << 10;

    /// <summary>Maximum number of client connections. Each takes two descriptors.</summary>
    public int MaxConnections { get; init; } = FileLimit.Connections();

    /// <summary>
    /// Empty HTTP backends rendered in advance: so many applications can be added before HAProxy is reloaded.
    /// </summary>
    public int SpareBackends { get; init; } = 32;

    /// <summary>Timeout for connecting to a gear.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Timeout for a client's request headers.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Timeout for an inactive client within a request or response.</summary>
    public TimeSpan ClientTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Timeout for an inactive gear within a request or response.</summary>
    public TimeSpan ServerTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Timeout for an idle client connection.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Timeout for an inactive WebSocket or TCP connection.</summary>
    public TimeSpan TunnelTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long an old worker may serve its open connections after a reload.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Interval of HAProxy's health checks of a gear's port.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(1);
}
