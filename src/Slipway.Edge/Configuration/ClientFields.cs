namespace Slipway.Edge.Configuration;

/// <summary>
/// The header fields that tell an application who its client is. They are always set by the edge: from the connection,
/// or from what a trusted proxy says. What a client says about itself is dropped, also under the other names that
/// CGI, WSGI and Rack turn into the same variable (<c>X_Forwarded_For</c>).
/// </summary>
internal static class ClientFields
{
    public const string ProxiesFile = "trusted-proxies.lst";

    /// <summary>A chain of more proxies ends at the last one that counts.</summary>
    private const int MaxProxies = 4;

    private const string Forwarded = "forwarded$|x[^a-z0-9]real[^a-z0-9]ip$";
    private const string AnyField = $"^({Forwarded}|x[^a-z0-9]forwarded[^a-z0-9])";

    /// <summary>A trusted proxy may say more in X-Forwarded-…: the user it has logged in, for one.</summary>
    private const string AmbiguousField =
        $"^({Forwarded}|(?!x-forwarded-[a-z0-9-]+$)x[^a-z0-9]forwarded[^a-z0-9])";

    public static string Proxies(EdgeOptions options) =>
        string.Concat(options.TrustedProxies.Select(network => $"{network}\n"));

    /// <summary>Rules of a frontend; empty unless trusted proxies begin with the PROXY protocol's header.</summary>
    public static string ConnectionRules(EdgeOptions options) =>
        options is { ProxyProtocol: true, TrustedProxies.IsEmpty: false }
            ? Line($"tcp-request connection expect-proxy layer4 if {{ src -f {ProxiesFile} }}")
            : "";

    /// <summary>Rules of a frontend.</summary>
    public static string RequestRules(EdgeOptions options) => options.TrustedProxies.IsEmpty
        ? Line($"http-request del-header {AnyField} -m reg") + SetFrom("src", "http", "req.hdr(host)")
        : TrustedValues(options)
            + Line($"http-request del-header {AnyField} -m reg unless from-proxy")
            + Line($"http-request del-header {AmbiguousField} -m reg if from-proxy")
            + SetFrom("var(txn.client)", "%[var(txn.scheme)]", "var(txn.host)");

    /// <summary>
    /// The client is the last address of the chain that is not a trusted proxy: a client can only add addresses
    /// before it. Scheme and host are the last ones of their fields, for the same reason.
    /// </summary>
    private static string TrustedValues(EdgeOptions options)
    {
        string[] rules =
        [
            Line($"acl from-proxy src -f {ProxiesFile}"),
            Line($"acl client-is-proxy var(txn.client) -m ip -f {ProxiesFile}"),
            Line("http-request set-var(txn.client) src"),
            Line("http-request set-var(txn.scheme) str(http)"),
            Line("http-request set-var(txn.host) req.hdr(host)"),
            Line("http-request set-var(txn.proxies) int(0)"),
            .. Enumerable.Range(1, MaxProxies).Select(Hop),
            .. options.ProxyProtocol
                ? [Line("http-request set-var(txn.scheme) str(https) if { fc_rcvd_proxy } { dst_port 443 }")]
                : Array.Empty<string>(),
            Line("http-request set-var(txn.scheme) str(https) if from-proxy " +
                "{ req.hdr(x-forwarded-proto,-1) -i https }"),
            Line("http-request set-var(txn.host) req.hdr(x-forwarded-host,-1) if from-proxy " +
                "{ req.hdr(x-forwarded-host,-1) -m reg -i ^[][a-z0-9._:-]+$ }"),
        ];
        return string.Concat(rules);
    }

    private static string Hop(int number)
    {
        var address = $"req.hdr_ip(x-forwarded-for,-{number})";
        return Line($"http-request set-var(txn.proxies) int({number}) if client-is-proxy " +
                $"{{ var(txn.proxies) -m int eq {number - 1} }} {{ {address} -m found }}")
            + Line($"http-request set-var(txn.client) {address} if {{ var(txn.proxies) -m int eq {number} }}");
    }

    private static string SetFrom(string client, string scheme, string host) =>
        Line($"http-request set-header X-Forwarded-For %[{client}]")
        + Line($"http-request set-header X-Real-IP %[{client}]")
        + Line($"http-request set-header X-Forwarded-Proto {scheme}")
        + Line($"http-request set-header X-Forwarded-Host %[{host}]");

    private static string Line(string rule) => $"    {rule}\n";
}
