using System.Diagnostics;
using Slipway.EndToEnd.Applications;
using Slipway.EndToEnd.Installations;

namespace Slipway.EndToEnd.Faults;

public class PowerLossTests(SharedInstallation installation) : FaultTests(installation)
{
    [Fact]
    public async Task After_a_loss_of_power_everything_comes_back()
    {
        var web = await Application.CreateAsync(Installation, "power-web", "static");
        await web.Slipway.RunAsync("scale", web.Name, "2");
        await SmallCartridges.AddVaultAsync(Installation);
        var vault = await Application.CreateAsync(Installation, "power-vault", "vault");
        await vault.ExecAsync("sh", "-c", "echo kept > /var/lib/vault/kept && sync /var/lib/vault/kept");
        var address = (string?)(await vault.GearsAsync()).Single()["address"];
        using var api = new LocalRequests(Installation);
        var interrupted = await api.BuildAsync(web.Name, SourceFiles.Site("After the storm"));

        using var stranger = Process.Start("sleep", "600");
        try
        {
            await PowerLoss.StrikeAsync(Installation, stranger.Id);
            await Installation.StartServerAsync();
            stranger.HasExited.ShouldBeFalse("whoever has a pid of before is left alone");
        }
        finally
        {
            stranger.Kill();
        }

        (await api.EndAsync(interrupted)).State.ShouldBe("done");
        foreach (var (application, gears) in new[] { (web, 2), (vault, 1) })
            await Application.UntilAsync(application.GearsAsync, all => all.Count == gears && all.All(
                gear => (string)gear["state"]! == "running"), $"the gears of {application.Name}");
        (await web.GetAsync()).ShouldContain("After the storm");
        (await vault.GetAsync()).ShouldContain("Your site runs.");
        (await vault.ExecAsync("cat", "/var/lib/vault/kept")).ShouldBe("kept\n");
        ((string?)(await vault.GearsAsync()).Single()["address"])
            .ShouldBe(address, "a gear with state keeps its address");
        await Installation.Slipway.RunAsync("env", "set", vault.Name, "A=1");
        (await vault.ExecAsync("cat", "/var/lib/vault/kept")).ShouldBe("kept\n");
        foreach (var application in new[] { web, vault })
            await Installation.Slipway.RunAsync("app", "delete", application.Name, "--yes");
    }
}
