using System.CommandLine;
using System.Globalization;
using System.Net;
using Slipway.Client;
using Slipway.Hosting.Logs;

namespace Slipway.Hosting;

/// <summary>
/// The options shared by `server`, `start`, `stop` and `down`, and their conversion back to arguments.
/// </summary>
internal static class ServerArguments
{
    private const int MaxParallel = 64;

    public static readonly Option<string> Data =
        Preset("--data", "DIR", "the data directory", ServerOptions.DefaultData);
    private static readonly Option<string> EdgeAddress =
        Preset("--edge-address", "IP", "address of the edge, for the applications", "127.0.0.1");
    private static readonly Option<int> EdgePort =
        Preset("--edge-port", "PORT", "HTTP port of the edge, for the applications", 8080);
    private static readonly Option<string> TcpPorts =
        Preset("--tcp-ports", "FIRST-LAST", "ports of the edge for TCP endpoints of applications", "31000-31999");
    private static readonly Option<string> ApiAddress =
        Preset("--api-address", "IP", "address of API, registry and git", "127.0.0.1");
    private static readonly Option<int> ApiPort = Preset("--api-port", "PORT", "port of API, registry and git", 8090);

    private static readonly Option<string?> ApiUrl = new("--api-url")
    {
        Description = "public URL of API, registry and git, for git remotes and links (default: http://IP:PORT " +
            "of the two options above)",
        HelpName = "URL",
    };

    private static readonly Option<string> BaseHost =
        Preset("--base-host", "HOST", "suffix of host names: APPLICATION-DOMAIN.HOST", "localhost");
    private static readonly Option<string> FirstDomain =
        Preset("--domain", "NAME", "the domain that the first start creates", "demo");

    private static readonly Option<string?> BuildCertificates = new("--build-certificates")
    {
        Description = "CA certificates (PEM) that builds trust instead of those of their image; `host` uses those " +
            "of this machine if some were added",
        HelpName = "FILE",
    };

    private static readonly Option<int?> Parallel = new("--parallel")
    {
        Description =
            "maximum number of parallel operations (default: the number of processors, at least 2)",
        HelpName = "N",
    };

    public static IEnumerable<Symbol> All =>
        [Data, EdgeAddress, EdgePort, ProxyArguments.Trusted, ProxyArguments.Protocol, TcpPorts,
            ApiAddress, ApiPort, ApiUrl, BaseHost, FirstDomain,
            BuildCertificates, Parallel, LogArguments.Level, LogArguments.Format];

    /// <exception cref="SlipwayException">An address or port is none.</exception>
    public static ServerOptions Read(ParseResult arguments) => new()
    {
        Data = DataOf(arguments),
        Edge = EndpointOf(arguments.GetRequiredValue(EdgeAddress), arguments.GetValue(EdgePort), "--edge"),
        TrustedProxies = ProxyArguments.TrustedOf(arguments),
        ProxyProtocol = ProxyArguments.ProtocolOf(arguments),
        TcpPorts = PortsOf(arguments.GetRequiredValue(TcpPorts)),
        Api = EndpointOf(arguments.GetRequiredValue(ApiAddress), arguments.GetValue(ApiPort), "--api"),
        PublicApiUrl = arguments.GetValue(ApiUrl) is { } url ? UrlOf(url) : null,
        BaseHost = arguments.GetRequiredValue(BaseHost),
        FirstDomain = arguments.GetRequiredValue(FirstDomain),
        BuildCertificates = CertificatesOf(arguments.GetValue(BuildCertificates)),
        Parallel = ParallelOf(arguments.GetValue(Parallel)),
        LogLevel = LogArguments.LevelOf(arguments.GetValue(LogArguments.Level)),
        LogFormat = LogArguments.FormatOf(arguments.GetValue(LogArguments.Format)),
    };

    public static string DataOf(ParseResult arguments) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(arguments.GetRequiredValue(Data)));

    public static IEnumerable<string> Of(ServerOptions options)
    {
        yield return $"--data={options.Data}";
        yield return $"--edge-address={options.Edge.Address}";
        yield return $"--edge-port={options.Edge.Port}";
        foreach (var argument in ProxyArguments.Of(options))
            yield return argument;
        yield return $"--tcp-ports={options.TcpPorts.First}-{options.TcpPorts.Last}";
        yield return $"--api-address={options.Api.Address}";
        yield return $"--api-port={options.Api.Port}";
        if (options.PublicApiUrl is { } url)
            yield return $"--api-url={url}";
        yield return $"--base-host={options.BaseHost}";
        yield return $"--domain={options.FirstDomain}";
        if (options.BuildCertificates is { } certificates)
            yield return $"--build-certificates={certificates}";
        if (options.Parallel is { } parallel)
            yield return $"--parallel={parallel}";
        if (options.LogLevel is { } level)
            yield return $"--log-level={level.ToString().ToLowerInvariant()}";
        if (options.LogFormat is { } format)
            yield return $"--log-format={format.ToString().ToLowerInvariant()}";
    }

    private static Option<T> Preset<T>(string name, string value, string description, T preset) =>
        new(name) { Description = description, HelpName = value, DefaultValueFactory = _ => preset };

    private static string? CertificatesOf(string? given)
    {
        if (given is null or "host")
            return given is null ? null : HostCertificates.Find();
        var path = Path.GetFullPath(given);
        return File.Exists(path)
            ? path
            : throw new SlipwayException(
                ErrorCode.NotFound, $"{path} does not exist", "pass a PEM file, or --build-certificates host");
    }

    private static Uri UrlOf(string given) =>
        Uri.TryCreate(given, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            && url is { Query: "", Fragment: "", UserInfo: "" }
            ? url
            : throw new SlipwayException(
                ErrorCode.Usage,
                $"'{given}' is not the address of a web server", "write --api-url https://HOST[:PORT]");

    private static (int First, int Last) PortsOf(string range) =>
        range.Split('-') is [var low, var high] && ushort.TryParse(low, CultureInfo.InvariantCulture, out var first)
            && ushort.TryParse(high, CultureInfo.InvariantCulture, out var last)
            && first > 0 && first <= last
            ? (first, last)
            : throw new SlipwayException(
                ErrorCode.Usage, $"'{range}' is not a range of ports", "write --tcp-ports FIRST-LAST, as 31000-31999");

    private static int? ParallelOf(int? given) => given is null or (>= 1 and <= MaxParallel)
        ? given
        : throw new SlipwayException(
            ErrorCode.Usage, $"--parallel {given} is not a number from 1 to {MaxParallel}",
            "leave it out: the number of processors is a good one");

    private static IPEndPoint EndpointOf(string address, int port, string option) =>
        IPAddress.TryParse(address, out var ip) && port is > 0 and <= ushort.MaxValue
            ? new IPEndPoint(ip, port)
            : throw new SlipwayException(
                ErrorCode.Usage, $"{address}:{port} is not an address and port",
                $"see {option}-address and {option}-port in `slipway server --help`");
}
