using System.Collections.Immutable;
using System.Net;
using System.Text.RegularExpressions;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Routes;

namespace Slipway.Edge.Configuration;

/// <summary>
/// Refuses backends with names that have a meaning in HAProxy's configuration or commands, with what another one has,
/// and those beyond the limits. The others are routed.
/// </summary>
internal sealed partial class RouteTableValidation(int httpPort)
{
    public const int MaxBackends = 10_000;
    private const int MaxServers = 1_000;

    private readonly HashSet<string> _claimed = new(StringComparer.Ordinal);
    private readonly Dictionary<Backend, RouteFailure> _refused = new(ReferenceEqualityComparer.Instance);
    private int _accepted;

    /// <summary>Separates the backends that can be routed from those that cannot.</summary>
    /// <param name="running">What is routed already keeps its place: a new one is refused, never an old one.</param>
    public static (RouteTable Valid, ImmutableArray<RouteFailure> Refused) Split(
        RouteTable table, RouteTable running, int httpPort)
    {
        var known = running.Backends.Select(backend => backend.Name).ToHashSet(StringComparer.Ordinal);
        var validation = new RouteTableValidation(httpPort);
        foreach (var backend in table.Backends.OrderBy(backend => known.Contains(backend.Name) ? 0 : 1))
            validation.Add(backend);
        var refused = validation._refused;
        var valid = table.Backends.Where(backend => !refused.ContainsKey(backend));
        return (new RouteTable([.. valid]), [.. refused.Values]);
    }

    private void Add(Backend backend)
    {
        if (Fault(backend) is { } fault)
            _refused[backend] = new RouteFailure(
                Quotable(backend.Name), ErrorCode.Edge, $"the edge cannot route it: {fault}", null);
        else if (_accepted == MaxBackends)
            _refused[backend] = new RouteFailure(
                backend.Name, ErrorCode.LimitReached,
                $"the edge routes {MaxBackends} endpoints, and all are in use",
                "delete applications that are not needed, or run a second server");
        else
            Accept(backend);
    }

    private void Accept(Backend backend)
    {
        _accepted++;
        _claimed.UnionWith(Claims(backend));
    }

    /// <summary>What only one backend can have.</summary>
    private static IEnumerable<string> Claims(Backend backend) =>
    [
        $"name {backend.Name}",
        .. backend.Hosts.Select(host => $"host {host}"),
        .. backend.ListenPort is { } port ? new[] { $"port {port}" } : [],
    ];

    private string? Fault(Backend backend)
    {
        if (!BackendName().IsMatch(backend.Name))
            return $"{Quoted(backend.Name)} is not a backend name ([a-z0-9-], at most 63 characters)";
        if (backend.Hosts.FirstOrDefault(name => name.Length > 253 || !HostName().IsMatch(name)) is { } host)
            return $"{Quoted(host)} is not a host name in lower case";
        if (Claims(backend).FirstOrDefault(_claimed.Contains) is { } taken)
            return $"{taken} belongs to another one";
        if (Repeated(backend.Hosts) is { } repeated)
            return $"it has the host {repeated} twice";
        return EndpointFault(backend) ?? ServersFault(backend);
    }

    private string? EndpointFault(Backend backend) => backend switch
    {
        { Protocol: EndpointProtocol.Tcp, ListenPort: null or <= 0 or > 65535 } =>
            $"port {backend.ListenPort} cannot be used for TCP",
        { Protocol: EndpointProtocol.Tcp } when backend.ListenPort == httpPort =>
            $"port {backend.ListenPort} is the one of HTTP",
        { Protocol: EndpointProtocol.Tcp, Hosts.IsEmpty: false } => "a TCP backend has a port, not hosts",
        { Protocol: not EndpointProtocol.Tcp, ListenPort: not null } => "an HTTP backend has hosts, not a port",
        _ => null,
    };

    private static string? ServersFault(Backend backend)
    {
        if (backend.Servers.Length > MaxServers)
            return $"{backend.Servers.Length} servers are more than {MaxServers}";
        if (Repeated(backend.Servers.Select(server => server.Name)) is { } repeated)
            return $"it has the server {Quoted(repeated)} twice";
        return backend.Servers.Select(ServerFault).FirstOrDefault(fault => fault is not null);
    }

    private static string? ServerFault(Server server)
    {
        if (!ServerName().IsMatch(server.Name))
            return $"{Quoted(server.Name)} is not a server name ([A-Za-z0-9_.-], at most 63 characters)";
        var address = server.Address.Address;
        var usable = server.Address.Port > 0 && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
            && (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6 || address.ScopeId == 0);
        return usable ? null : $"{server.Name}: {server.Address} is not an address a gear can have";
    }

    private static string? Repeated(IEnumerable<string> names) =>
        names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;

    private static string Quoted(string name) => $"'{Quotable(name)}'";

    private static string Quotable(string name) => new([.. name.Take(80).Select(c => char.IsControl(c) ? '?' : c)]);

    [GeneratedRegex(@"^[a-z0-9-]{1,63}\z", RegexOptions.NonBacktracking)]
    private static partial Regex BackendName();

    [GeneratedRegex(
        @"^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\z",
        RegexOptions.NonBacktracking)]
    private static partial Regex HostName();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}\z", RegexOptions.NonBacktracking)]
    private static partial Regex ServerName();
}
