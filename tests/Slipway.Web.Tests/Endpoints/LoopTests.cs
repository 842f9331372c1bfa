using System.Net;
using System.Text.Json.Nodes;
using Slipway.Diagnostics.Loops;
using Slipway.Testing.Api;

namespace Slipway.Web.Tests.Endpoints;

/// <summary>Administrators see how the work in the background is doing.</summary>
public sealed class LoopTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_loop_that_throws_what_nobody_expected_goes_on_and_shows_its_last_error()
    {
        var rounds = 0;
        var options = new BackgroundLoopOptions("sweep") { MinBackoff = TimeSpan.FromMilliseconds(1) };
        await using var loop = _server.Loops.Start(options, _ =>
            throw new InvalidOperationException($"round {Interlocked.Increment(ref rounds)} has no disk"));
        using var admin = await _server.ClientOfAsync("admin");
        JsonNode shown = null!;
        (await Polling.UntilAsync(async cancel =>
        {
            var all = (await (await admin.GetAsync("server/loops", cancel)).JsonAsync()).AsArray();
            shown = all.Single(one => (string)one!["name"]! == "sweep")!;
            return (int)shown["failures"]! > 2;
        }, TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(10), TimeProvider.System, default)).ShouldBeTrue();
        ((string)shown["lastError"]!).ShouldContain("has no disk");
        ((DateTimeOffset)shown["failingSince"]!).ShouldBeLessThanOrEqualTo((DateTimeOffset)shown["lastRound"]!);
    }

    [Fact]
    public async Task Others_than_administrators_do_not_see_them()
    {
        using var dev = await _server.ClientOfAsync("dev");
        await (await dev.GetAsync("server/loops")).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }
}
