using System.Collections.Immutable;
using System.Net;
using Slipway.Platform.Applications;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Gears;
using Slipway.Platform.Releases;

namespace Slipway.Platform.Routes;

/// <summary>The route table that follows from what is stored. Pure.</summary>
public static class RouteTables
{
    /// <param name="baseHost">What every host name ends with: <c>localhost</c>.</param>
    public static RouteTable Of(
        IEnumerable<Application> applications, IEnumerable<Release> releases, IEnumerable<Replica> replicas,
        IEnumerable<EdgePort> ports, string baseHost)
    {
        var profiles = releases.ToDictionary(
            release => (release.Application, release.Number), release => release.Profile);
        var routed = replicas.Where(replica => replica is { Routed: true, Address: not null })
            .ToLookup(replica => replica.Application);
        var edgePorts = ports.ToDictionary(port => (port.Application, port.Endpoint), port => port.Port);
        return new RouteTable(
        [
            .. applications.Where(application => application.Release is not null)
                .OrderBy(application => application.Label, StringComparer.Ordinal)
                .SelectMany(
                    application => BackendsOf(application, profiles, [.. routed[application.Id]], edgePorts, baseHost)),
        ]);
    }

    public static string HostOf(Application application, string baseHost) => $"{application.Label}.{baseHost}";

    /// <summary>All backends a gear of this profile may be a server of.</summary>
    public static IEnumerable<string> BackendNames(Application application, CartridgeProfile profile) =>
        [.. profile.WebEndpoint is null ? [] : new[] { application.Label },
            .. profile.TcpEndpoints.Select(endpoint => TcpName(application, endpoint))];

    private static IEnumerable<Backend> BackendsOf(
        Application application, Dictionary<(string, int), CartridgeProfile> profiles, Replica[] replicas,
        Dictionary<(string, string), int> ports, string baseHost)
    {
        if (!profiles.TryGetValue((application.Id, application.Release!.Value), out var current))
            yield break;
        if (current.WebEndpoint is not null)
        {
            yield return new Backend(application.Label, EndpointProtocol.Http)
            {
                Hosts = [HostOf(application, baseHost)],
                Servers = ServersOf(replicas, profiles, profile => profile.WebEndpoint),
            };
        }
        foreach (var endpoint in current.TcpEndpoints)
        {
            if (!ports.TryGetValue((application.Id, endpoint.Name), out var port))
                continue;
            yield return new Backend(TcpName(application, endpoint), EndpointProtocol.Tcp)
            {
                ListenPort = port,
                Servers = ServersOf(replicas, profiles,
                    profile => profile.TcpEndpoints.FirstOrDefault(other => other.Name == endpoint.Name)),
            };
        }
    }

    private static ImmutableArray<Server> ServersOf(
        Replica[] replicas, Dictionary<(string, int), CartridgeProfile> profiles,
        Func<CartridgeProfile, CartridgeEndpoint?> endpointOf) =>
    [
        .. replicas.OrderBy(replica => replica.Release).ThenBy(replica => replica.Index)
            .Select(replica => (Gear: replica, Endpoint: profiles.TryGetValue(
                (replica.Application, replica.Release), out var profile) ? endpointOf(profile) : null))
            .Where(pair => pair.Endpoint is not null)
            .Select(pair => new Server(
                pair.Gear.Id, new IPEndPoint(IPAddress.Parse(pair.Gear.Address!), pair.Endpoint!.Port),
                pair.Gear.Status == ReplicaStatus.Draining)),
    ];

    private static string TcpName(Application application, CartridgeEndpoint endpoint) =>
        $"{application.Label}-{endpoint.Port}";
}
