using System.Net;
using System.Text.Json;

namespace Slipway.Edge.Tests;

/// <summary>Who the client is: what applications are told, whatever a client says.</summary>
public sealed class ClientFieldTests
{
    private const string Lie = "198.51.100.66";

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("x_forwarded_for")]
    [InlineData("X-Forwarded_For")]
    [InlineData("X.Forwarded.For")]
    [InlineData("X-Forwarded-Proto")]
    [InlineData("X_FORWARDED_PROTO")]
    [InlineData("X-Forwarded-Host")]
    [InlineData("X-Forwarded-Port")]
    [InlineData("X-Forwarded-User")]
    [InlineData("X-Real-IP")]
    [InlineData("X_Real-Ip")]
    [InlineData("Forwarded")]
    public async Task A_client_cannot_say_who_it_is(string name)
    {
        await using var fixture = new EdgeFixture();
        await using var gear = await StartAsync(fixture);
        var fields = await HeadersAsync(fixture, $"{name}: {Lie}");
        fields.Values.ShouldNotContain(value => value.Contains(Lie, StringComparison.Ordinal));
        fields["x-forwarded-for"].ShouldBe("127.0.0.1");
        fields["x-real-ip"].ShouldBe("127.0.0.1");
        fields["x-forwarded-proto"].ShouldBe("http");
        fields["x-forwarded-host"].ShouldBe("a.localhost");
        (await HeadersAsync(fixture, "Keep_This: yes"))["keep_this"].ShouldBe("yes");
    }

    [Theory]
    [InlineData("X-Forwarded-For ")]
    [InlineData("X Forwarded For")]
    [InlineData("X(Forwarded)For")]
    [InlineData("X-Forwarded-F\u00f6r")]
    [InlineData("X-Forwarded-For\0")]
    [InlineData("")]
    public async Task A_field_whose_name_is_not_a_token_is_refused(string name)
    {
        await using var fixture = new EdgeFixture();
        await using var gear = await StartAsync(fixture);
        (await RawClient.GetAsync(fixture.Options.Port, "/headers", $"{name}: {Lie}")).ShouldStartWith("HTTP/1.1 400 ");
        await RawClient.GetOverHttp2Async(fixture.Options.Port, "/headers", name, Lie);
        gear.Requests.ShouldBe(0);
        await RawClient.GetOverHttp2Async(fixture.Options.Port, "/headers", "x-token", Lie);
        gear.Requests.ShouldBe(1, "the same request with a name that is one");
    }

    [Fact]
    public async Task A_trusted_proxy_says_who_the_client_is_and_the_client_cannot_add_to_it()
    {
        await using var fixture = new EdgeFixture();
        await using var gear = await StartAsync(fixture, "127.0.0.0/8", "10.0.0.0/8");
        string[] said =
        [
            $"X-Forwarded-For: {Lie}, 203.0.113.9, 10.1.2.3", "X-Forwarded-Proto: https",
            "X-Forwarded-Host: shop.example.org:8443", "X-Forwarded-User: ada", $"X_Forwarded_User: {Lie}",
            $"X-Real-IP: {Lie}", $"Forwarded: for={Lie}",
        ];
        var fields = await HeadersAsync(fixture, said);
        fields.Values.ShouldNotContain(value => value.Contains(Lie, StringComparison.Ordinal));
        fields["x-forwarded-for"].ShouldBe("203.0.113.9");
        fields["x-real-ip"].ShouldBe("203.0.113.9");
        fields["x-forwarded-proto"].ShouldBe("https");
        fields["x-forwarded-host"].ShouldBe("shop.example.org:8443");
        fields["x-forwarded-user"].ShouldBe("ada");
        (await HeadersAsync(fixture, "X-Forwarded-For: 2001:db8::7"))["x-forwarded-for"].ShouldBe("2001:db8::7");
    }

    [Fact]
    public async Task What_a_trusted_proxy_does_not_say_or_says_wrongly_is_taken_from_the_connection()
    {
        await using var fixture = new EdgeFixture();
        await using var gear = await StartAsync(fixture, "127.0.0.1/32");
        foreach (var said in new string[][]
        {
            [], ["X-Forwarded-For: nobody", "X-Forwarded-Proto: gopher", "X-Forwarded-Host: a b\"c"],
            ["X-Forwarded-For: 203.0.113.9, unknown", "X-Forwarded-Proto: https, http", "X-Forwarded-Host: "],
        })
        {
            var fields = await HeadersAsync(fixture, said);
            fields["x-forwarded-for"].ShouldBe("127.0.0.1");
            fields["x-forwarded-proto"].ShouldBe("http");
            fields["x-forwarded-host"].ShouldBe("a.localhost");
        }
    }

    [Fact]
    public async Task Somebody_else_than_the_trusted_proxies_is_not_believed()
    {
        await using var fixture = new EdgeFixture();
        await using var gear = await StartAsync(fixture, "192.0.2.0/24", "2001:db8::/32");
        var fields = await HeadersAsync(fixture, $"X-Forwarded-For: {Lie}", "X-Forwarded-Proto: https",
            $"X-Forwarded-Host: {Lie}", $"X-Forwarded-User: {Lie}");
        fields.Values.ShouldNotContain(value => value.Contains(Lie, StringComparison.Ordinal));
        (fields["x-forwarded-for"], fields["x-forwarded-proto"]).ShouldBe(("127.0.0.1", "http"));
    }

    [Fact]
    public async Task With_the_PROXY_protocol_the_client_and_its_scheme_come_with_the_connection()
    {
        await using var fixture = new EdgeFixture();
        fixture.NewServer(options => options with { ProxyProtocol = true });
        await using var gear = await StartAsync(fixture, "127.0.0.1/32");
        const string request = "GET /headers HTTP/1.1\r\nHost: a.localhost\r\nX-Forwarded-For: 198.51.100.66\r\n" +
            "X-Forwarded-Proto: gopher\r\nConnection: close\r\n\r\n";
        foreach (var (port, scheme) in new[] { (443, "https"), (80, "http") })
        {
            var fields = Fields(await RawClient.SendAsync(
                fixture.Options.Port, $"PROXY TCP4 203.0.113.9 192.0.2.1 50000 {port}\r\n{request}"));
            (fields["x-forwarded-for"], fields["x-forwarded-proto"]).ShouldBe(("203.0.113.9", scheme));
        }
        (await RawClient.SendAsync(fixture.Options.Port, request)).ShouldNotContain("200 OK");
        gear.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task Somebody_else_than_the_trusted_proxies_cannot_begin_with_the_PROXY_protocol()
    {
        await using var fixture = new EdgeFixture();
        fixture.NewServer(options => options with { ProxyProtocol = true });
        await using var gear = await StartAsync(fixture, "192.0.2.0/24");
        (await RawClient.SendAsync(
            fixture.Options.Port, $"PROXY TCP4 {Lie} 192.0.2.1 50000 443\r\nGET / HTTP/1.1\r\nHost: a.localhost\r\n\r\n"))
            .ShouldStartWith("HTTP/1.1 400 ");
        gear.Requests.ShouldBe(0);
    }

    [Theory]
    [InlineData("127.0.0.1/32", "203.0.113.9")]
    [InlineData("192.0.2.0/24", "127.0.0.1")]
    public async Task A_connection_that_outlives_a_reload_is_told_the_same(string trusted, string client)
    {
        await using var fixture = new EdgeFixture(spare: 1);
        await using var gear = await StartAsync(fixture, trusted);
        fixture.Client.DefaultRequestHeaders.Add("X-Forwarded-For", $"{Lie}, 203.0.113.9");
        (await ClientOfAsync(fixture)).ShouldBe(client);
        var worker = fixture.WorkerPid;
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(
            EdgeFixture.Web("a", gear.Server), EdgeFixture.Web("b"), EdgeFixture.Web("c")), default);
        fixture.WorkerPid.ShouldNotBe(worker);
        (await ClientOfAsync(fixture)).ShouldBe(client);
    }

    private static async Task<string> ClientOfAsync(EdgeFixture fixture)
    {
        using var response = await fixture.GetAsync("a.localhost", "/headers");
        return JsonSerializer.Deserialize<Dictionary<string, string>>(
            await response.Content.ReadAsStringAsync())!["x-forwarded-for"];
    }

    private static async Task<WebGear> StartAsync(EdgeFixture fixture, params string[] trusted)
    {
        var gear = await WebGear.StartAsync("g");
        fixture.NewServer(
            options => options with { TrustedProxies = [.. trusted.Select(network => IPNetwork.Parse(network))] });
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", gear.Server)), default);
        return gear;
    }

    private static async Task<Dictionary<string, string>> HeadersAsync(EdgeFixture fixture, params string[] fields) =>
        Fields(await RawClient.GetAsync(fixture.Options.Port, "/headers", fields));

    /// <summary>The JSON that the gear has answered, out of its chunks.</summary>
    private static Dictionary<string, string> Fields(string answer)
    {
        answer.ShouldStartWith("HTTP/1.1 200 ");
        return JsonSerializer.Deserialize<Dictionary<string, string>>(
            answer[answer.IndexOf('{')..(answer.LastIndexOf('}') + 1)])!;
    }
}
