using System.Net.Http.Headers;
using Slipway.EndToEnd.Applications;
using Slipway.EndToEnd.Installations;

namespace Slipway.EndToEnd.Attacks;

/// <summary>The goal: an application that lets certain addresses in, or trusts https, believes what a client says.</summary>
[Collection(SharedInstallationCollection.Name)]
public class PretendToBeAnotherClientTests(SharedInstallation installation)
{
    private const string Lie = "198.51.100.66";

    private const string Server = """
        require('http').createServer((request, response) => response.end(JSON.stringify(request.headers)))
          .listen(process.env.PORT || 8080);
        """;

    [Fact]
    public async Task No_field_of_a_client_says_who_it_is()
    {
        var application = await Application.CreateAsync(installation, "gullible", "nodejs:18", "--empty");
        var binary = Path.Combine(installation.Scratch("gullible"), "server.js");
        await File.WriteAllTextAsync(binary, Server);
        await application.Slipway.RunAsync("build", application.Name, "--binary", binary);
        using var browser = installation.Browser();
        foreach (var name in new[]
        {
            "X-Forwarded-For", "X_Forwarded_For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-User",
            "X-Real-IP", "X_Real_IP", "Forwarded",
        })
            browser.DefaultRequestHeaders.TryAddWithoutValidation(name, Lie).ShouldBeTrue(name);
        browser.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("seen", "1"));

        var seen = await browser.GetStringAsync(application.Address());
        seen.ShouldContain("seen/1");
        seen.ShouldNotContain(Lie);
        seen.ShouldContain("\"x-forwarded-for\":\"127.0.0.1\"");
        seen.ShouldContain("\"x-forwarded-proto\":\"http\"");
        await application.Slipway.RunAsync("app", "delete", application.Name, "--yes");
    }
}
