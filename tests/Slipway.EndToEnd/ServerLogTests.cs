using Slipway.EndToEnd.Installations;

namespace Slipway.EndToEnd;

public class ServerLogTests(Installation installation) : IClassFixture<Installation>
{
    [Fact]
    public async Task A_log_that_has_become_long_is_begun_anew_by_the_server_that_writes_it()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "servers need root");
        var log = Path.Combine(installation.Data, "logs", "server.log");
        await installation.Slipway.RunAsync("stop", "--data", installation.Data);
        const int longEnough = 9 << 20;
        await using (var file = File.OpenWrite(log))
            file.SetLength(longEnough);

        await installation.StartServerAsync();
        await installation.Slipway.RunAsync("stop", "--data", installation.Data);

        new FileInfo(log + ".1").Length.ShouldBe(longEnough);
        var lines = await File.ReadAllLinesAsync(log);
        lines.ShouldContain(line => line.Contains("ready: "));
        lines.ShouldContain(line => line.Contains("stopped; gears and edge continue"));
        await installation.StartServerAsync();
    }
}
