using System.Net;
using System.Text.RegularExpressions;
using Slipway.Platform.Routes;

namespace Slipway.Edge.Configuration;

/// <summary>Refuses a table whose names could mean something else in HAProxy's configuration or commands, or that says two things at once.</summary>
internal static partial class RouteTableCheck
{
    private const int MostBackends = 10_000;
    private const int MostServers = 1_000;

    /// <exception cref="EdgeException">A name, address or port is not valid, or two backends want the same one.</exception>
    public static void OrThrow(RouteTable table, int httpPort)
    {
        Unless(table.Backends.Length <= MostBackends, $"{table.Backends.Length} backends are more than {MostBackends}");
        Unique(table.Backends.Select(b => b.Name), "backend");
        Unique(table.Backends.SelectMany(b => b.Hosts), "host");
        Unique(table.Backends.Where(b => b.ListenPort is not null).Select(b => $"{b.ListenPort}"), "port");
        foreach (var backend in table.Backends)
            Check(backend, httpPort);
    }

    private static void Check(Backend backend, int httpPort)
    {
        Unless(BackendName().IsMatch(backend.Name), $"{Shown(backend.Name)} is not a backend name ([a-z0-9-], at most 63 characters)");
        foreach (var host in backend.Hosts)
            Unless(host.Length <= 253 && HostName().IsMatch(host), $"{Shown(host)} is not a host name in lower case");
        if (backend.Protocol == RouteProtocol.Tcp)
            Unless(backend.ListenPort is > 0 and <= 65535 && backend.ListenPort != httpPort,
                $"{backend.Name}: port {backend.ListenPort} cannot be used for TCP");
        if (backend.Protocol == RouteProtocol.Tcp)
            Unless(backend.Hosts.IsEmpty, $"{backend.Name}: a TCP backend has a port, not hosts");
        else
            Unless(backend.ListenPort is null, $"{backend.Name}: an HTTP backend has hosts, not a port");
        Unless(backend.Servers.Length <= MostServers, $"{backend.Name}: {backend.Servers.Length} servers are more than {MostServers}");
        Unique(backend.Servers.Select(s => s.Name), $"server of {backend.Name}");
        foreach (var server in backend.Servers)
            Check(server);
    }

    private static void Check(Server server)
    {
        Unless(ServerName().IsMatch(server.Name), $"{Shown(server.Name)} is not a server name ([A-Za-z0-9_.-], at most 63 characters)");
        var address = server.Address.Address;
        var usable = server.Address.Port > 0 && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
            && (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6 || address.ScopeId == 0);
        Unless(usable, $"{server.Name}: {server.Address} is not an address a gear can have");
    }

    private static void Unique(IEnumerable<string> names, string what)
    {
        var twice = names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        Unless(twice is null, $"{what} {Shown(twice?.Key)} is in the route table twice");
    }

    private static void Unless(bool fine, string otherwise)
    {
        if (!fine)
            throw new EdgeException($"the route table cannot be applied: {otherwise}");
    }

    private static string Shown(string? name) =>
        $"'{new string([.. (name ?? "").Take(80).Select(c => char.IsControl(c) ? '?' : c)])}'";

    [GeneratedRegex(@"^[a-z0-9-]{1,63}\z")]
    private static partial Regex BackendName();

    [GeneratedRegex(@"^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex HostName();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}\z")]
    private static partial Regex ServerName();
}
