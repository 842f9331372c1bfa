using Slipway.EndToEnd.Applications;
using Slipway.EndToEnd.Installations;

namespace Slipway.EndToEnd.Faults;

public class GearEndTests(SharedInstallation installation) : FaultTests(installation)
{
    private const string Server = """
        require('http').createServer((request, response) => {
          if (request.url === '/exit') { console.log('leaving as asked'); process.exit(23); }
          response.end('here');
        }).listen(process.env.PORT || 8080);
        """;

    [Fact]
    public async Task A_gear_that_ended_while_no_server_ran_is_reported_with_its_exit_code_and_started_again()
    {
        var application = await Application.CreateAsync(Installation, "ending", "nodejs:18", "--empty");
        var binary = Path.Combine(Installation.Scratch("ending"), "server.js");
        await File.WriteAllTextAsync(binary, Server);
        await application.Slipway.RunAsync("build", application.Name, "--binary", binary);
        (await application.GetAsync()).ShouldBe("here");
        var before = (string)(await application.GearsAsync()).Single()["id"]!;

        await Servers.KillAsync(Installation);
        using (var cut = await application.TryGetAsync("/exit"))
            ((int)cut.StatusCode).ShouldBeGreaterThanOrEqualTo(500, "the gear ended under the request");
        await Installation.StartServerAsync();

        var gear = (await Application.UntilAsync(application.GearsAsync, gears =>
            gears is [var one] && (string)one["state"]! == "running", "the gear runs again")).Single();
        ((string)gear["reason"]!).ShouldBe("ended with exit code 23");
        ((int)gear["restarts"]!).ShouldBe(1);
        ((string)gear["id"]!).ShouldNotBe(before, "a gear is never started twice");
        (await application.Slipway.RunAsync("app", "show", application.Name)).ShouldContain("ended with exit code 23");
        File.ReadLines(Path.Combine(Installation.Data, "logs", "server.log"))
            .ShouldContain(line => line.Contains(before) && line.Contains("ended with exit code 23"));
        (await application.GetAsync()).ShouldBe("here");
        await application.Slipway.RunAsync("app", "delete", application.Name, "--yes");
    }
}
