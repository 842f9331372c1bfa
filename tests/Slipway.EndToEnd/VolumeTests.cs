using Slipway.EndToEnd.Applications;
using Slipway.EndToEnd.Installations;

namespace Slipway.EndToEnd;

[Collection(SharedInstallationCollection.Name)]
public class VolumeTests(SharedInstallation installation)
{
    private const string Server = """
        const fs = require('fs'), file = '/var/lib/keeper/visits';
        require('http').createServer((_, response) => {
          const visits = 1 + Number(fs.existsSync(file) ? fs.readFileSync(file) : 0);
          fs.writeFileSync(file, String(visits));
          response.end(`EDITION ${visits}`);
        }).listen(8080);
        """;

    [Fact]
    public async Task Data_outlives_builds_releases_rollbacks_and_servers_and_keeps_its_address()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "gears need root");
        await installation.Slipway.RunAsync("cartridge", "add",
            NodeCartridge.Write(installation.Scratch("keeper"), "keeper", "Storage-path: /var/lib/keeper",
                "Scaling: {Min: 1, Max: 1}"));
        var application = await Application.CreateAsync(installation, "kept", "keeper", "--empty");
        await BuildAsync(application, "first");
        (await application.GetAsync()).ShouldBe("first 1");
        var address = await AddressAsync(application);

        await BuildAsync(application, "second");
        (await application.GetAsync()).ShouldBe("second 2");
        await application.Slipway.RunAsync("env", "set", "kept", "A=1");
        (await application.GetAsync()).ShouldBe("second 3");
        await application.Slipway.RunAsync("rollback", "kept", "v1");
        (await application.GetAsync()).ShouldBe("first 4");
        await Servers.KillAsync(installation);
        (await application.GetAsync()).ShouldBe("first 5");
        await installation.StartServerAsync();
        (await application.GetAsync()).ShouldBe("first 6");
        (await AddressAsync(application)).ShouldBe(address);

        var refused = await application.Slipway.TryAsync("scale", "kept", "2");
        refused.ExitCode.ShouldNotBe(0, "one volume, one gear");
        (await application.GetAsync()).ShouldBe("first 7");

        await application.Slipway.RunAsync("app", "delete", "kept", "--yes");
        await BuildAsync(await Application.CreateAsync(installation, "kept", "keeper", "--empty"), "new");
        (await application.GetAsync())
            .ShouldBe("new 1", "another application of the same name has a volume of its own");
    }

    private static async Task<string> AddressAsync(Application application) =>
        (string)(await application.GearsAsync()).Single()["address"]!;

    private Task<string> BuildAsync(Application application, string edition)
    {
        var source = installation.Scratch("keeper-" + edition);
        File.WriteAllText(Path.Combine(source, "server.js"), Server.Replace("EDITION", edition));
        return application.Slipway.RunAsync("build", application.Name, "--source", source);
    }
}
