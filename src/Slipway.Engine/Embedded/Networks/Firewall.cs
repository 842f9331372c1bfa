using System.Net;
using System.Text;
using Slipway.Linux.Processes;

namespace Slipway.Engine.Embedded.Networks;

/// <summary>Applies <see cref="FirewallRules"/> and maintains the sets of gears and links.</summary>
internal sealed class Firewall(FirewallRules rules)
{
    private readonly ForeignFirewall _foreign = new(rules);

    /// <summary>Installs the rules, with the interfaces of these gears.</summary>
    public async Task ApplyAsync(IReadOnlyList<string> interfaces, CancellationToken cancel)
    {
        await RunAsync((rules with { Members = interfaces }).Render(), cancel);
        await _foreign.AdmitAsync(cancel);
    }

    public Task AdmitAsync(string hostInterface, CancellationToken cancel) =>
        RunAsync($"add element inet {rules.Table} {FirewallRules.Interfaces} {{ \"{hostInterface}\" }}\n", cancel);

    public Task ForgetAsync(string hostInterface, CancellationToken cancel) =>
        RemoveAsync(FirewallRules.Interfaces, $"\"{hostInterface}\"", cancel);

    /// <summary>Allows connections from one gear's address to another's, immediately.</summary>
    public Task LinkAsync(IPAddress from, IPAddress to, CancellationToken cancel) =>
        RunAsync($"add element inet {rules.Table} {FirewallRules.Links} {{ {from} . {to} }}\n", cancel);

    public Task UnlinkAsync(IPAddress from, IPAddress to, CancellationToken cancel) =>
        RemoveAsync(FirewallRules.Links, $"{from} . {to}", cancel);

    public async Task TeardownAsync(CancellationToken cancel)
    {
        await RunAsync($"add table inet {rules.Table}\ndelete table inet {rules.Table}\n", cancel);
        await _foreign.ForgetAsync(cancel);
    }

    /// <summary>Adding first, in one transaction, makes the removal of a missing element succeed.</summary>
    private Task RemoveAsync(string set, string element, CancellationToken cancel) =>
        RunAsync($"add element inet {rules.Table} {set} {{ {element} }}\ndelete element inet {rules.Table} {set} " +
            $"{{ {element} }}\n", cancel);

    private static async Task RunAsync(string script, CancellationToken cancel)
    {
        var result = await Tool.RunAsync(
            ["nft", "-f", "-"], new ToolOptions { Input = Encoding.ASCII.GetBytes(script) }, cancel);
        if (!result.Succeeded)
            throw new SlipwayException(
                ErrorCode.EngineUnsupported, $"nftables refuses the gears' rules: {result.Errors.Trim()}",
                "check that the kernel has nf_tables");
    }
}
