using System.Net;
using Slipway.Engine.Embedded.Networks;
using Slipway.Linux.Processes;

namespace Slipway.Engine.Tests.Networks;

public class FirewallTests
{
    [Fact]
    public async Task Rules_may_be_applied_again_and_the_members_of_the_sets_stay()
    {
        var rules = new FirewallRules
        {
            Table = $"slipway_test_{Guid.NewGuid():n}",
            FirstAddress = IPAddress.Parse("203.0.113.2"),
            LastAddress = IPAddress.Parse("203.0.113.9"),
            LocalResolvers = [IPAddress.Parse("192.0.2.2")],
        };
        var firewall = new Firewall(rules);
        await firewall.ApplyAsync(["vethone"], default);
        try
        {
            await firewall.LinkAsync(rules.FirstAddress, rules.LastAddress, default);
            await firewall.ApplyAsync(["vethtwo"], default);
            var table = (await Tool.RunAsync(["nft", "list", "table", "inet", rules.Table])).OrThrow().Output;
            table.ShouldContain("203.0.113.2 . 203.0.113.9");
            table.ShouldContain("vethone");
            table.ShouldContain("vethtwo");
            Count(table, "masquerade").ShouldBe(1);
            await firewall.UnlinkAsync(rules.FirstAddress, rules.LastAddress, default);
            await firewall.UnlinkAsync(rules.FirstAddress, rules.LastAddress, default);
            await firewall.ForgetAsync("vethone", default);
            (await Tool.RunAsync(["nft", "list", "table", "inet", rules.Table])).Output.ShouldNotContain("vethone");
        }
        finally
        {
            await firewall.TeardownAsync(default);
            await firewall.TeardownAsync(default);
        }
        (await Tool.RunAsync(["nft", "list", "tables"])).Output.ShouldNotContain(rules.Table);
    }

    private static int Count(string text, string word) => text.Split(word).Length - 1;
}
