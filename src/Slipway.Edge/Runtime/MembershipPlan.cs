using System.Collections.Immutable;
using Slipway.Edge.Configuration;
using Slipway.Platform.Routes;

namespace Slipway.Edge.Runtime;

/// <summary>
/// The runtime commands that bring a running HAProxy to the wanted state, in an order that never leaves a host without
/// gears.
/// </summary>
/// <param name="NeedsReload">A change is not possible at run time: HAProxy must read its file again.</param>
internal sealed record MembershipPlan(ImmutableArray<string> Commands, bool NeedsReload)
{
    public bool IsDone => Commands.IsEmpty && !NeedsReload;

    public static MembershipPlan Between(WorkerState now, EdgeState wanted, string signature, EdgeOptions options)
    {
        var proxies = wanted.Table.Backends.ToImmutableDictionary(b => b, wanted.Slots.ProxyOf);
        var reachable = wanted.Table.Backends.Where(b => now.Proxies.Contains(proxies[b])).ToList();
        var members = reachable
            .SelectMany(b => b.Servers.Select(s => (Name: $"{proxies[b]}/{s.Name}", Server: s)))
            .ToImmutableSortedDictionary(member => member.Name, member => member.Server, StringComparer.Ordinal);
        var hosts = reachable
            .SelectMany(b => b.Hosts.Select(host => (Host: host, Proxy: proxies[b])))
            .ToImmutableSortedDictionary(route => route.Host, route => route.Proxy, StringComparer.Ordinal);
        return new MembershipPlan(
            [
                .. members.Where(m => !m.Value.Draining).SelectMany(m => Join(m.Key, m.Value, now, options)),
                .. ChangeHosts(now, hosts),
                .. members.Where(m => m.Value.Draining).SelectMany(m => Join(m.Key, m.Value, now, options)),
                .. now.Servers.Where(s => !members.ContainsKey(s.Key)).SelectMany(s => Leave(s.Key, s.Value)),
            ],
            now.Signature != signature || reachable.Count < wanted.Table.Backends.Length);
    }

    private static List<string> Join(string name, Server server, WorkerState now, EdgeOptions options)
    {
        var address = HaproxyFiles.AddressOf(server.Address);
        var state = $"set server {name} state {(server.Draining ? "drain" : "ready")}";
        if (!now.Servers.TryGetValue(name, out var running))
            return [$"add server {name} {address} {HaproxyFiles.ServerOptions(options)}",
                $"enable health {name}", state];
        var commands = new List<string>();
        if (!server.Address.Equals(running.Address))
            commands.Add($"set server {name} addr {server.Address.Address} port {server.Address.Port}");
        if (!server.Draining && running.Weight == 0)
            commands.Add($"set server {name} weight 1");
        if (running.Maintenance || (server.Draining ? !running.Draining && running.Weight > 0 : running.Draining))
            commands.Add(state);
        return commands;
    }

    private static IEnumerable<string> ChangeHosts(WorkerState now, ImmutableSortedDictionary<string, string> hosts) =>
    [
        .. hosts.Where(h => !now.Hosts.ContainsKey(h.Key))
            .Select(h => $"add map {HaproxyFiles.HostMap} {h.Key} {h.Value}"),
        .. hosts.Where(h => now.Hosts.TryGetValue(h.Key, out var proxy) && proxy != h.Value)
            .Select(h => $"set map {HaproxyFiles.HostMap} {h.Key} {h.Value}"),
        .. now.Hosts.Keys.Where(host => !hosts.ContainsKey(host))
            .Select(host => $"del map {HaproxyFiles.HostMap} {host}"),
    ];

    // Maintenance closes no connections: the server finishes them, and can be deleted only afterwards.
    private static IEnumerable<string> Leave(string name, RunningServer server) =>
        server.Maintenance ? [] : [$"set server {name} state maint"];

    /// <summary>
    /// Removed servers that can be deleted once they are idle; HAProxy refuses to delete them before.
    /// </summary>
    public static ImmutableArray<string> Deletions(WorkerState now, EdgeState wanted)
    {
        var members = wanted.Table.Backends.SelectMany(
            b => b.Servers.Select(s => $"{wanted.Slots.ProxyOf(b)}/{s.Name}")).ToHashSet(StringComparer.Ordinal);
        return [.. now.Servers.Where(s => s.Value.Maintenance && !members.Contains(s.Key))
            .Select(s => $"del server {s.Key}")];
    }
}
