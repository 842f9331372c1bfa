using System.Net.Sockets;
using System.Text;

namespace Slipway.Edge.Tests;

/// <summary>A request that ends the gear that gets it.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly DyingGear[] _gears = [new("g-1"), new("g-2"), new("g-3")];

    private int Deaths => _gears.Sum(gear => gear.Deaths);

    [Theory]
    [InlineData("GET", "/close")]
    [InlineData("HEAD", "/close")]
    [InlineData("OPTIONS", "/close")]
    [InlineData("PUT", "/close")]
    [InlineData("POST", "/close")]
    [InlineData("GET", "/reset")]
    [InlineData("GET", "/half")]
    [InlineData("GET", "/junk")]
    public async Task It_ends_one_gear_and_is_not_sent_to_the_next(string method, string path)
    {
        await using var fixture = await StartAsync();
        var answer = await RawClient.SendAsync(
            fixture.Options.Port,
            $"{method} {path} HTTP/1.1\r\nHost: a.localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        answer.ShouldStartWith("HTTP/1.1 502 ");
        Deaths.ShouldBe(1);
        (await fixture.TextAsync("a.localhost")).ShouldStartWith("g-");
    }

    [Fact]
    public async Task It_ends_one_gear_as_a_later_request_of_a_connection_too()
    {
        await using var fixture = await StartAsync();
        using var client = new TcpClient("127.0.0.1", fixture.Options.Port);
        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: a.localhost\r\n\r\n"u8.ToArray());
        var buffer = new byte[4096];
        Encoding.Latin1.GetString(buffer, 0, await client.GetStream().ReadAsync(buffer)).ShouldStartWith("HTTP/1.1 200 ");
        await client.GetStream().WriteAsync("GET /close HTTP/1.1\r\nHost: a.localhost\r\n\r\n"u8.ToArray());
        using var rest = new StreamReader(client.GetStream(), Encoding.Latin1);
        // HAProxy ends a connection that was kept open without a word; whether to ask again is the client's decision.
        (await rest.ReadToEndAsync()).ShouldNotContain("200");
        Deaths.ShouldBe(1);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_gear_that_refuses_connections_costs_no_request(string method)
    {
        await using var fixture = await StartAsync();
        _gears[0].Dispose();
        for (var i = 0; i < 6; i++)
        {
            using var answer = await fixture.SendAsync("a.localhost", "/", new HttpMethod(method));
            (await answer.Content.ReadAsStringAsync()).ShouldStartWith("g-");
        }
        Deaths.ShouldBe(0);
    }

    public void Dispose()
    {
        foreach (var gear in _gears)
            gear.Dispose();
    }

    /// <summary>An edge that does not learn by checks that a gear has ended.</summary>
    private async Task<EdgeFixture> StartAsync()
    {
        var fixture = new EdgeFixture();
        fixture.NewServer(options => options with { CheckInterval = TimeSpan.FromMinutes(5) });
        await fixture.Edge.ApplyAsync(
            EdgeFixture.Table(EdgeFixture.Web("a", [.. _gears.Select(gear => gear.Server)])), default);
        return fixture;
    }
}
