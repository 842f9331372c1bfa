using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging;
using Slipway.Hosting.Logs;

namespace Slipway.Hosting;

/// <summary>The command line options of `slipway server`.</summary>
internal sealed record ServerOptions
{
    public const string DefaultData = "/var/lib/slipway";

    public required string Data { get; init; }

    /// <summary>The address of the edge.</summary>
    public IPEndPoint Edge { get; init; } = new(IPAddress.Loopback, 8080);

    /// <summary>Networks of proxies before edge and API that say who the client is.</summary>
    public ImmutableArray<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>Whether these proxies begin each connection with a header of the PROXY protocol.</summary>
    public bool ProxyProtocol { get; init; }

    /// <summary>The ports of the edge for TCP endpoints of applications.</summary>
    public (int First, int Last) TcpPorts { get; init; } = (31000, 31999);

    /// <summary>The address of API, registry and git.</summary>
    public IPEndPoint Api { get; init; } = new(IPAddress.Loopback, 8090);

    /// <summary>Set when the API has another public URL than <see cref="Api"/>, behind a reverse proxy.</summary>
    public Uri? PublicApiUrl { get; init; }

    /// <summary>Without a trailing slash.</summary>
    public string ApiUrl => PublicApiUrl?.ToString().TrimEnd('/') ?? $"http://{Api}";

    /// <summary>The suffix of the applications' host names.</summary>
    public string BaseHost { get; init; } = "localhost";

    /// <summary>The domain that the first start creates.</summary>
    public string FirstDomain { get; init; } = "demo";

    /// <summary>
    /// CA certificates that builds trust, for machines behind a TLS-inspecting proxy. Null: builds use those of their
    /// image.
    /// </summary>
    public string? BuildCertificates { get; init; }

    /// <summary>The maximum number of parallel operations. Null: the number of processors, at least two.</summary>
    public int? Parallel { get; init; }

    /// <summary>Null: information.</summary>
    public LogLevel? LogLevel { get; init; }

    /// <summary>Null: text.</summary>
    public LogFormat? LogFormat { get; init; }

    public string RunDirectory => Path.Combine(Data, "run");

    public string Database => Path.Combine(Data, "slipway.db");

    public string Logs => Path.Combine(Data, "logs");

    public string Client => Path.Combine(Data, "client");

    public string ServerLog => Path.Combine(Logs, "server.log");
}
