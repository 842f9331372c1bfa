using Slipway.Edge.Configuration;
using Slipway.Edge.Supervision;
using Slipway.Testing;

namespace Slipway.Edge.Tests.Supervision;

public sealed class HaproxyTests
{
    [Fact]
    public async Task A_configuration_that_HAProxy_refuses_is_reported_in_its_words_and_what_runs_goes_on()
    {
        await using var fixture = new EdgeFixture();
        await using var gear = await WebGear.StartAsync("g");
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", gear.Server)), default);
        var configuration = Path.Combine(fixture.Options.Directory, HaproxyFiles.Configuration);
        File.WriteAllText(configuration, "global\n    no-such-keyword\n");

        var error = await Refusal.OfAsync(
            ErrorCode.Edge, () => new Haproxy(fixture.Options).ReloadAsync("any", default));
        error.Message.ShouldContain("no-such-keyword");
        (await fixture.TextAsync("a.localhost")).ShouldBe("g");
    }

    [Fact]
    public async Task A_log_that_has_grown_is_emptied_while_HAProxy_writes_it()
    {
        await using var fixture = new EdgeFixture();
        await fixture.Edge.StartAsync(default);
        var log = Path.Combine(fixture.Options.Directory, SupervisorScript.Log);
        File.AppendAllText(log, new string('x', 2 << 20));
        await fixture.Edge.StartAsync(default);
        new FileInfo(log).Length.ShouldBeLessThan(1 << 20);
    }
}
