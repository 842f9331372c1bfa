using System.Net;

namespace Slipway.Edge;

/// <summary>How the edge listens and what it allows. Everything it owns lies in <paramref name="Directory"/>.</summary>
/// <param name="Directory">An absolute path, <c>DIR/edge</c>.</param>
public sealed record EdgeOptions(string Directory)
{
    public IPAddress Address { get; init; } = IPAddress.Any;

    /// <summary>The port of all HTTP hosts.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Connections of clients at one time. Each takes two descriptors.</summary>
    public int MaxConnections { get; init; } = FileLimit.Connections();

    /// <summary>HTTP backends rendered ahead: so many applications can be created before HAProxy is reloaded.</summary>
    public int SpareBackends { get; init; } = 32;

    /// <summary>How long a gear may take to accept a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a client's request headers may take.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Silence of a client within a request or response.</summary>
    public TimeSpan ClientTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Silence of a gear within a request or response.</summary>
    public TimeSpan ServerTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a client's connection may wait for its next request.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Silence on a WebSocket or a TCP endpoint.</summary>
    public TimeSpan TunnelTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a worker replaced by a reload may go on with what it has.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Time between two checks of a gear's port.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(1);
}
