using System.Net;
using System.Text.RegularExpressions;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Routes;

namespace Slipway.Edge.Configuration;

/// <summary>
/// Refuses tables with names that have a meaning in HAProxy's configuration or commands, or with contradictions.
/// </summary>
internal static partial class RouteTableValidation
{
    private const int MaxBackends = 10_000;
    private const int MaxServers = 1_000;

    /// <exception cref="SlipwayException">A name, address or port is not valid, or two backends want the same
    /// one.</exception>
    public static void Validate(RouteTable table, int httpPort)
    {
        Require(table.Backends.Length <= MaxBackends, $"{table.Backends.Length} backends are more than {MaxBackends}");
        RequireUnique(table.Backends.Select(b => b.Name), "backend");
        RequireUnique(table.Backends.SelectMany(b => b.Hosts), "host");
        RequireUnique(table.Backends.Where(b => b.ListenPort is not null).Select(b => $"{b.ListenPort}"), "port");
        foreach (var backend in table.Backends)
            Check(backend, httpPort);
    }

    private static void Check(Backend backend, int httpPort)
    {
        Require(BackendName().IsMatch(backend.Name),
            $"{Quoted(backend.Name)} is not a backend name ([a-z0-9-], at most 63 characters)");
        foreach (var host in backend.Hosts)
            Require(host.Length <= 253 && HostName().IsMatch(host), $"{Quoted(host)} is not a host name in lower case");
        if (backend.Protocol == EndpointProtocol.Tcp)
            Require(backend.ListenPort is > 0 and <= 65535 && backend.ListenPort != httpPort,
                $"{backend.Name}: port {backend.ListenPort} cannot be used for TCP");
        if (backend.Protocol == EndpointProtocol.Tcp)
            Require(backend.Hosts.IsEmpty, $"{backend.Name}: a TCP backend has a port, not hosts");
        else
            Require(backend.ListenPort is null, $"{backend.Name}: an HTTP backend has hosts, not a port");
        Require(backend.Servers.Length <= MaxServers,
            $"{backend.Name}: {backend.Servers.Length} servers are more than {MaxServers}");
        RequireUnique(backend.Servers.Select(s => s.Name), $"server of {backend.Name}");
        foreach (var server in backend.Servers)
            Check(server);
    }

    private static void Check(Server server)
    {
        Require(ServerName().IsMatch(server.Name),
            $"{Quoted(server.Name)} is not a server name ([A-Za-z0-9_.-], at most 63 characters)");
        var address = server.Address.Address;
        var usable = server.Address.Port > 0 && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
            && (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6 || address.ScopeId == 0);
        Require(usable, $"{server.Name}: {server.Address} is not an address a gear can have");
    }

    private static void RequireUnique(IEnumerable<string> names, string what)
    {
        var twice = names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        Require(twice is null, $"{what} {Quoted(twice?.Key)} is in the route table twice");
    }

    private static void Require(bool fine, string otherwise)
    {
        if (!fine)
            throw new SlipwayException(ErrorCode.Edge, $"the route table cannot be applied: {otherwise}");
    }

    private static string Quoted(string? name) =>
        $"'{new string([.. (name ?? "").Take(80).Select(c => char.IsControl(c) ? '?' : c)])}'";

    [GeneratedRegex(@"^[a-z0-9-]{1,63}\z", RegexOptions.NonBacktracking)]
    private static partial Regex BackendName();

    [GeneratedRegex(
        @"^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\z",
        RegexOptions.NonBacktracking)]
    private static partial Regex HostName();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}\z", RegexOptions.NonBacktracking)]
    private static partial Regex ServerName();
}
