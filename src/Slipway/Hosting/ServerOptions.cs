using System.Net;
using Microsoft.Extensions.Logging;
using Slipway.Hosting.Logs;

namespace Slipway.Hosting;

/// <summary>What `slipway server` is told on its command line.</summary>
internal sealed record ServerOptions
{
    public const string DefaultData = "/var/lib/slipway";

    public required string Data { get; init; }

    /// <summary>Where applications answer.</summary>
    public IPEndPoint Edge { get; init; } = new(IPAddress.Loopback, 8080);

    /// <summary>Ports of the edge, on its address, that TCP endpoints of applications get.</summary>
    public (int First, int Last) TcpPorts { get; init; } = (31000, 31999);

    /// <summary>API, registry and git.</summary>
    public IPEndPoint Api { get; init; } = new(IPAddress.Loopback, 8090);

    /// <summary>
    /// Set when others reach the API by another address than <see cref="Api"/>: a proxy stands before it.
    /// </summary>
    public Uri? PublicApiUrl { get; init; }

    /// <summary>Without a slash at the end.</summary>
    public string ApiUrl => PublicApiUrl?.ToString().TrimEnd('/') ?? $"http://{Api}";

    /// <summary>The applications' hosts end in this.</summary>
    public string BaseHost { get; init; } = "localhost";

    /// <summary>The domain that the first start makes.</summary>
    public string FirstDomain { get; init; } = "demo";

    /// <summary>
    /// All certificates that builds trust: a machine behind an inspecting proxy has some of its own. Null: each
    /// image has its own.
    /// </summary>
    public string? BuildCertificates { get; init; }

    /// <summary>
    /// Operations of different applications that run side by side. Null: as many as there are processors, at least two.
    /// </summary>
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
