using System.Net;
using System.Text;

namespace Slipway.Engine.Embedded.Networks;

/// <summary>
/// The nftables table of one installation, as a script for <c>nft -f</c> that can be applied repeatedly: rules are
/// replaced, members of the sets (the gears' interfaces and the links) stay.
/// </summary>
internal sealed record FirewallRules
{
    public const string Interfaces = "gears";
    public const string Links = "links";

    /// <summary>The table's name, family <c>inet</c>.</summary>
    public required string Table { get; init; }

    public required IPAddress FirstAddress { get; init; }

    public required IPAddress LastAddress { get; init; }

    /// <summary>
    /// DNS resolvers on addresses of the host itself: the only service of the host that gears can reach.
    /// </summary>
    public IReadOnlyList<IPAddress> LocalResolvers { get; init; } = [];

    /// <summary>Interfaces of gears to add; existing members stay.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    public string Range => $"{FirstAddress}-{LastAddress}";

    public string Render()
    {
        var script = new StringBuilder();
        script.Append($$"""
            add table inet {{Table}}
            flush table inet {{Table}}
            table inet {{Table}} {
              set {{Interfaces}} { type ifname; }
              set {{Links}} { type ipv4_addr . ipv4_addr; }
              chain spoofing {
                type filter hook prerouting priority raw; policy accept;
                iifname @{{Interfaces}} meta nfproto ipv6 drop
                iifname @{{Interfaces}} fib saddr . iif oif missing drop
              }
              chain host {
                type filter hook input priority filter; policy accept;
                iifname != @{{Interfaces}} accept
                ct state established,related accept
            {{Lines(LocalResolvers.Select(r => $"    ip daddr {r} meta l4proto {{ tcp, udp }} th dport 53 accept"))}}    drop
              }
              chain forward {
                type filter hook forward priority filter; policy accept;
                iifname != @{{Interfaces}} oifname != @{{Interfaces}} accept
                ct state established,related accept
                iifname @{{Interfaces}} oifname @{{Interfaces}} ip saddr . ip daddr @{{Links}} accept
                oifname @{{Interfaces}} drop
                ip daddr { 169.254.0.0/16, 127.0.0.0/8 } drop
                ip saddr != {{Range}} drop
              }
              chain outside {
                type nat hook postrouting priority srcnat; policy accept;
                ip saddr {{Range}} oifname != @{{Interfaces}} masquerade
              }
            }

            """);
        if (Members.Count > 0)
            script.Append(
                $"add element inet {Table} {Interfaces} {{ {string.Join(", ", Members.Select(m => $"\"{m}\""))} }}\n");
        return script.ToString();
    }

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));
}
