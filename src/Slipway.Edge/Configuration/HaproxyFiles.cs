using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Routes;

namespace Slipway.Edge.Configuration;

/// <summary>
/// HAProxy's files, a pure rendering of options and state. All paths are relative to the edge's directory, which is
/// HAProxy's working directory, because a socket's path has at most 107 bytes.
/// </summary>
/// <param name="Signature">Identifies everything that cannot change at run time, except the numbered backends. HAProxy
/// reports it as its description.</param>
internal sealed record HaproxyFiles(ImmutableDictionary<string, string> Content, string Signature)
{
    public const string Configuration = "haproxy.cfg";
    public const string HostMap = "hosts.map";
    public const string StatsSocket = "stats.sock";
    public const string Jail = "jail";

    /// <summary>Space for the header fields that the edge adds to a head.</summary>
    private const int RewriteBytes = 4 << 10;

    /// <summary>What HAProxy needs to index a head's fields, with some to spare.</summary>
    private const int OverheadBytes = 8 << 10;

    public static HaproxyFiles Render(EdgeOptions options, EdgeState state, Account? account)
    {
        var tcp = state.Table.Backends.Where(b => b.Protocol == EndpointProtocol.Tcp)
            .OrderBy(b => b.Name, StringComparer.Ordinal).ToList();
        var skeleton = Skeleton(options, account) + string.Concat(tcp.Select(b => Listener(options, state, b)));
        var read = ReadAtStart(options);
        var signature = "slipway-" + ShortHash(skeleton + ServerOptions(options) + string.Concat(read.Values));

        var text = new StringBuilder("# Rendered by Slipway from the route table; changes made here are lost.\n");
        text.Append(Global(options, account, signature)).Append(Defaults(options)).Append(Frontend(options));
        foreach (var backend in tcp)
            text.Append(Listener(options, state, backend)).Append(Servers(options, backend));
        AppendHttpBackends(text, options, state);
        return new HaproxyFiles(
            read.Add(HostMap, Hosts(state)).Add(Configuration, text.ToString()).ToImmutableDictionary(), signature);
    }

    /// <summary>
    /// A server's options, the same in the file and at run time, because runtime commands have no defaults.
    /// </summary>
    public static string ServerOptions(EdgeOptions options) =>
        $"check inter {options.CheckInterval.TotalMilliseconds:0}ms fall 2 rise 1 pool-purge-delay 1s";

    public static string AddressOf(IPEndPoint address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"[{address.Address}]:{address.Port}"
            : address.ToString();

    /// <summary>The files that HAProxy reads only when it starts or reloads.</summary>
    private static ImmutableSortedDictionary<string, string> ReadAtStart(EdgeOptions options) => ErrorPages.Bodies
        .AddRange(ErrorPages.Responses.Select(page => KeyValuePair.Create(ErrorPages.FileOf(page.Key), page.Value)))
        .Add(ClientFields.ProxiesFile, ClientFields.Proxies(options));

    private static string Skeleton(EdgeOptions options, Account? account) =>
        Global(options, account, "") + Defaults(options) + Frontend(options);

    private static string Global(EdgeOptions options, Account? account, string signature) => $"""
        global
            description {signature}
            stats socket unix@{StatsSocket} mode 600 level admin expose-fd listeners
            maxconn {options.MaxConnections}
            hard-stop-after {Seconds(options.DrainLimit)}
            spread-checks 20
            tune.bufsize {options.MaxHeadBytes + RewriteBytes + OverheadBytes}
            tune.maxrewrite {RewriteBytes}
        {(account is null ? "" : $"    uid {account.User}\n    gid {account.Group}\n    chroot {Jail}\n")}

        """;

    // A request that a gear has accepted is never sent to another one: one that ends its gear would end them all.
    // Repeated is only what could not be sent, because the connection was refused.
    private static string Defaults(EdgeOptions options) => $"""
        defaults
            mode http
            balance leastconn
            timeout connect {Seconds(options.ConnectTimeout)}
            timeout client {Seconds(options.ClientTimeout)}
            timeout server {Seconds(options.ServerTimeout)}
            timeout queue {Seconds(options.ConnectTimeout)}
            timeout tunnel {Seconds(options.TunnelTimeout)}
            timeout http-request {Seconds(options.HeaderTimeout)}
            timeout http-keep-alive {Seconds(options.KeepAliveTimeout)}
            option redispatch 1
            option idle-close-on-response
            option splice-auto
            retries 3
            retry-on conn-failure
        {string.Concat(ErrorPages.Responses.Keys.Select(s => $"    errorfile {s} {ErrorPages.FileOf(s)}\n"))}

        """;

    // After a reload the old worker still gets later requests of its keep-alive connections, but its servers cannot be
    // updated any more: it passes such requests as they are to the new worker, through an abstract socket because it is
    // in a chroot.
    private static string Frontend(EdgeOptions options) => $$"""
        frontend http
            bind {{AddressOf(new IPEndPoint(options.Address, options.Port))}}
            bind abns@{{Successor(options)}} accept-proxy
        {{ClientFields.ConnectionRules(options)}}    http-request allow if { stopping }
        {{ClientFields.RequestRules(options)}}    http-request set-var(txn.backend) req.hdr(host),host_only,rtrim(.),lower,map_str({{HostMap}})
            use_backend successor if { stopping }
            use_backend %[var(txn.backend)] if { var(txn.backend) -m found }
            default_backend unknown-host

        backend successor
            http-reuse never
            server successor abns@{{Successor(options)}} send-proxy-v2

        backend unknown-host
            http-request return status 404 content-type "text/html; charset=utf-8" file {{ErrorPages.UnknownHostFile}} hdr Cache-Control no-store


        """;

    private static string Listener(EdgeOptions options, EdgeState state, Backend backend) => $"""
        listen {state.Slots.ProxyOf(backend)}
            mode tcp
            bind {AddressOf(new IPEndPoint(options.Address, backend.ListenPort!.Value))}
            timeout client {Seconds(options.TunnelTimeout)}
            timeout server {Seconds(options.TunnelTimeout)}
            option clitcpka
            option srvtcpka

        """;

    private static void AppendHttpBackends(StringBuilder text, EdgeOptions options, EdgeState state)
    {
        var backends = state.Table.Backends.Where(b => b.Protocol == EndpointProtocol.Http)
            .ToDictionary(b => state.Slots.Assigned[b.Name]);
        foreach (var number in state.Slots.Rendered(options.SpareBackends))
        {
            backends.TryGetValue(number, out var backend);
            text.Append($"\nbackend {BackendSlots.NameOf(number)} # {backend?.Name ?? "spare"}\n");
            text.Append("    http-request return status 503 content-type \"text/html; charset=utf-8\" ")
                .Append($"file {ErrorPages.NoGearFile} hdr Retry-After {ErrorPages.RetryAfterSeconds} hdr " +
                    $"Cache-Control no-store if {{ nbsrv eq 0 }}\n");
            if (backend is not null)
                text.Append(Servers(options, backend));
        }
    }

    // A draining server has no connections in a new process; it is still rendered, so that the table and the process
    // agree.
    private static string Servers(EdgeOptions options, Backend backend) => string.Concat(backend.Servers
        .OrderBy(server => server.Name, StringComparer.Ordinal)
        .Select(s =>
            $"    server {s.Name} {AddressOf(s.Address)} {ServerOptions(options)}{(s.Draining ? " weight 0" : "")}\n"));

    private static string Hosts(EdgeState state) => string.Concat(
        from backend in state.Table.Backends
        from host in backend.Hosts
        orderby host
        select $"{host} {state.Slots.ProxyOf(backend)}\n");

    private static string Successor(EdgeOptions options) =>
        "slipway-edge-" + ShortHash($"{options.Directory}:{options.Port}");

    private static string ShortHash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    private static string Seconds(TimeSpan time) => $"{Math.Max(1, time.TotalSeconds):0}s";
}
