using Slipway.EndToEnd.Applications;
using Slipway.EndToEnd.Installations;

namespace Slipway.EndToEnd.Attacks;

/// <summary>The goal: one request that ends its gear, passed from gear to gear until the application is down.</summary>
[Collection(SharedInstallationCollection.Name)]
public class EndAGroupWithOneRequestTests(SharedInstallation installation)
{
    private const string Server = """
        require('http').createServer((request, response) => {
          if (request.url === '/exit') process.exit(23);
          response.end('here');
        }).listen(process.env.PORT || 8080);
        """;

    [Fact]
    public async Task It_ends_one_gear_and_the_others_never_see_it()
    {
        var application = await Application.CreateAsync(installation, "fragile", "nodejs:18", "--empty");
        var binary = Path.Combine(installation.Scratch("fragile"), "server.js");
        await File.WriteAllTextAsync(binary, Server);
        await application.Slipway.RunAsync("build", application.Name, "--binary", binary);
        await application.Slipway.RunAsync("scale", application.Name, "3");
        (await application.GetAsync()).ShouldBe("here");
        var before = (await application.GearsAsync()).Select(gear => (string)gear["id"]!).ToList();

        using (var browser = installation.Browser())
        using (var cut = await browser.GetAsync(application.Address("/exit")))
        {
            ((int)cut.StatusCode).ShouldBe(502);
            (await cut.Content.ReadAsStringAsync()).ShouldContain("slipway logs");
        }
        for (var i = 0; i < 20; i++)
            (await application.GetAsync()).ShouldBe("here");

        var gears = await Application.UntilAsync(application.GearsAsync, gears =>
            gears.Count == 3 && gears.All(gear => (string)gear["state"]! == "running"), "three gears run again");
        gears.Count(gear => !before.Contains((string)gear["id"]!)).ShouldBe(1, "one gear was replaced");
        await application.Slipway.RunAsync("app", "delete", application.Name, "--yes");
    }
}
