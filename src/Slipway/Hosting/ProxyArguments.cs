using System.Collections.Immutable;
using System.CommandLine;
using System.Net;

namespace Slipway.Hosting;

/// <summary>The options that name the proxies before edge and API, and their conversion back to arguments.</summary>
internal static class ProxyArguments
{
    public static readonly Option<string[]> Trusted = new("--trusted-proxies")
    {
        Description = "addresses or networks of proxies before edge and API, whose X-Forwarded-For, -Proto and -Host " +
            "tell who the client is (default: none)",
        HelpName = "CIDR",
        AllowMultipleArgumentsPerToken = true,
    };

    public static readonly Option<bool> Protocol = new("--proxy-protocol")
    {
        Description = "the trusted proxies begin each HTTP connection with a header of the PROXY protocol",
    };

    /// <exception cref="SlipwayException">One is not a network.</exception>
    public static ImmutableArray<IPNetwork> TrustedOf(ParseResult arguments) =>
        [.. (arguments.GetValue(Trusted) ?? []).SelectMany(given => given.Split(',')).Select(NetworkOf)];

    /// <exception cref="SlipwayException">No proxy is trusted.</exception>
    public static bool ProtocolOf(ParseResult arguments) =>
        arguments.GetValue(Protocol) && TrustedOf(arguments).IsEmpty
            ? throw new SlipwayException(
                ErrorCode.Usage, "--proxy-protocol is for trusted proxies, and none is named",
                "add --trusted-proxies CIDR")
            : arguments.GetValue(Protocol);

    public static IEnumerable<string> Of(ServerOptions options)
    {
        if (!options.TrustedProxies.IsEmpty)
            yield return $"--trusted-proxies={string.Join(',', options.TrustedProxies)}";
        if (options.ProxyProtocol)
            yield return "--proxy-protocol";
    }

    private static IPNetwork NetworkOf(string given)
    {
        // 10.1 would be read as 10.0.0.1.
        if (IPAddress.TryParse(given, out var address) && (given.Contains(':') || given == $"{address}"))
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return IPNetwork.TryParse(given, out var network)
            ? network
            : throw new SlipwayException(
                ErrorCode.Usage, $"'{given}' is not an address or network",
                "write --trusted-proxies ADDRESS/PREFIX, as 10.0.0.0/8 or 192.0.2.7");
    }
}
