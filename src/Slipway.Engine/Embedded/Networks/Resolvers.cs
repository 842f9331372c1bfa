using System.Net;
using System.Net.NetworkInformation;

namespace Slipway.Engine.Embedded.Networks;

/// <summary>The DNS servers for gears, and those among them that are addresses of the host itself.</summary>
internal sealed record Resolvers(
    IReadOnlyList<IPAddress> Servers, IReadOnlyList<string> Search, IReadOnlyList<IPAddress> OnHost)
{
    private const string HostFile = "/etc/resolv.conf";
    private const string SystemdUpstream = "/run/systemd/resolve/resolv.conf";
    private const int MaxServers = 3;

    /// <summary>The text of a gear's <c>/etc/resolv.conf</c>.</summary>
    public string File => string.Concat(Servers.Select(s => $"nameserver {s}\n"))
        + (Search.Count == 0 ? "" : $"search {string.Join(' ', Search)}\n");

    /// <exception cref="SlipwayException">The host's only resolver is on a loopback address, which no gear can
    /// reach.</exception>
    public static Resolvers OfHost(EmbeddedEngineOptions options)
    {
        var own = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address).ToHashSet();
        return Choose(options.Resolvers, Read(HostFile), Read(SystemdUpstream), own.Contains);
    }

    internal static Resolvers Choose(
        IReadOnlyList<IPAddress>? configured, string? hostFile, string? systemdFile, Func<IPAddress, bool> isOnHost)
    {
        var search = Values(hostFile, "search").SelectMany(v => v.Split(' ', '\t'))
            .Where(s => s.Length > 0).Take(6).ToList();
        var servers = configured ?? (Reachable(hostFile) is { Count: > 0 } host ? host : Reachable(systemdFile));
        if (servers.Count == 0 && Values(hostFile, "nameserver").Any())
            throw new SlipwayException(ErrorCode.EngineUnsupported,
                "the host's name server listens on a loopback address, which gears cannot reach",
                "configure the engine's resolvers, or let the name server listen on an address of the host");
        return new Resolvers(servers, search, [.. servers.Where(isOnHost)]);
    }

    /// <summary>Gears have IPv4 only.</summary>
    private static List<IPAddress> Reachable(string? file) =>
        [.. Values(file, "nameserver").Select(v => IPAddress.TryParse(v, out var a) ? a : IPAddress.Loopback)
            .Where(a => a.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && !IPAddress.IsLoopback(a))
            .Distinct().Take(MaxServers)];

    private static IEnumerable<string> Values(string? file, string keyword) =>
        (file ?? "").Split('\n').Select(l => l.Trim())
            .Where(l => l.StartsWith(keyword + " ", StringComparison.Ordinal) || l.StartsWith(
                keyword + "\t", StringComparison.Ordinal))
            .Select(l => l[keyword.Length..].Trim());

    private static string? Read(string path) => System.IO.File.Exists(path) ? System.IO.File.ReadAllText(path) : null;
}
