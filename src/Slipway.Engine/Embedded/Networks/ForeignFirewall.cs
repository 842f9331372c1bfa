using Slipway.Linux.Processes;

namespace Slipway.Engine.Embedded.Networks;

/// <summary>
/// Docker and others set the policy of the iptables FORWARD chain to DROP, which no accept rule in another table
/// overrides. In that case, traffic of gears to the outside, and between gears (which our table filters), is accepted
/// in that chain, too.
/// </summary>
internal sealed class ForeignFirewall(FirewallRules rules)
{
    private static readonly string[] Chains = ["DOCKER-USER", "FORWARD"];

    public async Task AdmitAsync(CancellationToken cancel)
    {
        if (await FindChainAsync(cancel) is not { } chain)
            return;
        await ForgetAsync(cancel);
        foreach (var rule in Rules(await OutsideInterfaceAsync(cancel)))
            (await RunAsync(["-I", chain, .. rule, .. Mark], cancel)).OrThrow();
    }

    public async Task ForgetAsync(CancellationToken cancel)
    {
        if (!IsInstalled)
            return;
        foreach (var chain in Chains)
        {
            var listed = await RunAsync(["-S", chain], cancel);
            if (!listed.Succeeded)
                continue;
            foreach (var line in listed.Output.Split('\n')
                .Where(l => l.Contains(rules.Table, StringComparison.Ordinal)))
                await RunAsync(["-D", .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Skip(1).Select(word => word.Trim('"'))], cancel);
        }
    }

    private static bool IsInstalled => new[] { "/usr/sbin/iptables", "/sbin/iptables" }.Any(File.Exists);

    private string[] Mark => ["-m", "comment", "--comment", rules.Table, "-j", "ACCEPT"];

    private IEnumerable<string[]> Rules(string? outside)
    {
        yield return ["-m", "iprange", "--src-range", rules.Range, "--dst-range", rules.Range];
        yield return ["-m", "iprange", "--dst-range", rules.Range, "-m", "conntrack",
            "--ctstate", "RELATED,ESTABLISHED"];
        if (outside is not null)
            yield return ["-o", outside, "-m", "iprange", "--src-range", rules.Range];
    }

    /// <summary>The chain to insert into, or null when forwarded packets are not dropped.</summary>
    private static async Task<string?> FindChainAsync(CancellationToken cancel)
    {
        if (!IsInstalled)
            return null;
        var forward = await RunAsync(["-S", "FORWARD"], cancel);
        if (!forward.Succeeded || !forward.Output.Contains("-P FORWARD DROP", StringComparison.Ordinal))
            return null;
        return (await RunAsync(["-S", Chains[0]], cancel)).Succeeded ? Chains[0] : Chains[1];
    }

    private static async Task<string?> OutsideInterfaceAsync(CancellationToken cancel)
    {
        const int destination = 1, name = 0;
        var routes = await File.ReadAllLinesAsync("/proc/net/route", cancel);
        return routes.Skip(1).Select(line => line.Split('\t'))
            .FirstOrDefault(f => f.Length > destination && f[destination] == "00000000")?[name];
    }

    private static Task<ToolResult> RunAsync(string[] arguments, CancellationToken cancel) =>
        Tool.RunAsync(["iptables", "-w", "5", .. arguments], null, cancel);
}
