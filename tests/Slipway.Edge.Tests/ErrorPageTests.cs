using System.Net;

namespace Slipway.Edge.Tests;

/// <summary>Each thing that can go wrong is told by its name, and with what to do.</summary>
public sealed class ErrorPageTests
{
    [Fact]
    public async Task Every_cause_has_its_page()
    {
        await using var fixture = new EdgeFixture();
        fixture.NewServer(options => options with { ServerTimeout = TimeSpan.FromSeconds(1) });
        await using var gear = await WebGear.StartAsync("g");
        using var dying = new DyingGear("d");
        using var gone = new DyingGear("e");
        gone.Dispose();
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(
            EdgeFixture.Web("a", gear.Server), EdgeFixture.Web("empty"), EdgeFixture.Web("dying", dying.Server),
            EdgeFixture.Web("gone", gone.Server)), default);

        await SaysAsync(fixture, "nobody", "/", HttpStatusCode.NotFound, "No such application", "slipway app list");
        await SaysAsync(fixture, "empty", "/", HttpStatusCode.ServiceUnavailable, "not running", "slipway app show");
        await SaysAsync(fixture, "gone", "/", HttpStatusCode.ServiceUnavailable, "not reachable", "slipway logs");
        await SaysAsync(fixture, "dying", "/close", HttpStatusCode.BadGateway, "No valid answer", "slipway logs");
        await SaysAsync(fixture, "a", "/slow?ms=60000", HttpStatusCode.GatewayTimeout, "too slow", "slipway logs");
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(32_000)]
    public async Task Heads_of_32_kB_pass_in_both_directions(int length)
    {
        await using var fixture = new EdgeFixture();
        await using var gear = await WebGear.StartAsync("g");
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", gear.Server)), default);
        using var answer = await fixture.GetAsync("a.localhost", $"/head?bytes={length}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.GetValues("X-Filler").Single().Length.ShouldBe(length);
        fixture.Client.DefaultRequestHeaders.Add("Cookie", "a=" + new string('c', length));
        (await fixture.TextAsync("a.localhost", "/cookie")).ShouldBe($"{length + 2}");
    }

    [Fact]
    public async Task A_head_that_is_too_large_is_refused()
    {
        await using var fixture = new EdgeFixture();
        await using var gear = await WebGear.StartAsync("g");
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", gear.Server)), default);
        await SaysAsync(fixture, "a", "/head?bytes=60000", HttpStatusCode.BadGateway, "larger than 32 kB", "logs");
        fixture.Client.DefaultRequestHeaders.Add("Cookie", "a=" + new string('c', 41_000));
        using var refused = await fixture.GetAsync("a.localhost");
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task SaysAsync(
        EdgeFixture fixture, string name, string path, HttpStatusCode status, string cause, string next)
    {
        using var response = await fixture.GetAsync($"{name}.localhost", path);
        var page = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, page);
        page.ShouldContain(cause);
        page.ShouldContain(next);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }
}
