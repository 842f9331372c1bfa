using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Routes;
using Slipway.Testing;

namespace Slipway.Edge.Tests;

public sealed class RouteTests
{
    [Fact]
    public async Task Hosts_lead_to_their_gears_and_an_unknown_host_is_told_what_to_do()
    {
        await using var fixture = new EdgeFixture();
        await using var blog = await WebGear.StartAsync("blog-1");
        await using var shop = await WebGear.StartAsync("shop-1");
        await fixture.Edge.StartAsync(default);
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("blog", blog.Server),
            EdgeFixture.Web("shop", shop.Server), EdgeFixture.Web("empty")), default);

        (await fixture.TextAsync("blog.localhost")).ShouldBe("blog-1");
        (await fixture.TextAsync($"SHOP.localhost.:{fixture.Options.Port}")).ShouldBe("shop-1");
        using var unknown = await fixture.GetAsync("other.localhost");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await unknown.Content.ReadAsStringAsync()).ShouldContain("slipway app list");
        using var empty = await fixture.GetAsync("empty.localhost");
        empty.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        empty.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_large_upload_passes_whole_and_http_2_is_spoken_to_those_who_begin_with_it()
    {
        await using var fixture = new EdgeFixture();
        await using var gear = await WebGear.StartAsync("g");
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", gear.Server)), default);
        var body = new byte[40 << 20];

        using var upload = await fixture.SendAsync(
            "a.localhost", "/upload", HttpMethod.Post, new ByteArrayContent(body));
        (await upload.Content.ReadAsStringAsync()).ShouldBe($"{body.Length}");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { Host = "a.localhost" },
        };
        using var second = await fixture.Client.SendAsync(request);
        (await second.Content.ReadAsStringAsync()).ShouldBe("g");
        second.Version.ShouldBe(HttpVersion.Version20);
    }

    [Fact]
    public async Task A_WebSocket_goes_on_while_its_gear_drains_and_counts_as_not_drained()
    {
        await using var fixture = new EdgeFixture();
        await using var old = await WebGear.StartAsync("old");
        await using var next = await WebGear.StartAsync("new");
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", old.Server)), default);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Host", "a.localhost");
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{fixture.Options.Port}/ws"), default);
        (await EchoAsync(socket, "one")).ShouldBe("one");

        await fixture.Edge.ApplyAsync(
            EdgeFixture.Table(EdgeFixture.Web("a", old.Server with { Draining = true }, next.Server)), default);
        (await fixture.TextAsync("a.localhost")).ShouldBe("new");
        (await EchoAsync(socket, "two")).ShouldBe("two");
        (await fixture.Edge.DrainedAsync("a", "old", TimeSpan.FromMilliseconds(100), default)).ShouldBeFalse();
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
        (await fixture.Edge.DrainedAsync("a", "old", TimeSpan.FromSeconds(10), default)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_TCP_endpoint_has_a_port_that_comes_and_goes_with_the_table()
    {
        await using var fixture = new EdgeFixture();
        await using var web = await WebGear.StartAsync("w");
        using var gear = new TcpGear("db-1");
        var port = EdgeFixture.FreePort();
        var tcp = new Backend("db", EndpointProtocol.Tcp) { ListenPort = port, Servers = [gear.Server] };
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", web.Server)), default);
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", web.Server), tcp), default);

        (await LineAsync(port, "hello")).ShouldBe("db-1 hello");
        using var second = new TcpGear("db-2");
        await fixture.Edge.ApplyAsync(
            EdgeFixture.Table(EdgeFixture.Web("a", web.Server), tcp with { Servers = [second.Server] }), default);
        (await LineAsync(port, "hello")).ShouldBe("db-2 hello");
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", web.Server)), default);
        await Should.ThrowAsync<SocketException>(() => LineAsync(port, "gone"));
        (await fixture.TextAsync("a.localhost")).ShouldBe("w");
    }

    [Fact]
    public async Task A_TCP_port_in_use_is_reported_with_its_holder_and_everything_else_is_applied()
    {
        await using var fixture = new EdgeFixture();
        await using var web = await WebGear.StartAsync("w");
        using var holder = new TcpGear("holder");
        var tcp = new Backend("db", EndpointProtocol.Tcp) { ListenPort = holder.Server.Address.Port };

        var failure = (await fixture.Edge.ApplyAsync(
            EdgeFixture.Table(EdgeFixture.Web("a", web.Server), tcp), default)).ShouldHaveSingleItem();
        (failure.Backend, failure.Code).ShouldBe(("db", ErrorCode.PortInUse));
        failure.Cause.ShouldContain($"process {Environment.ProcessId}");
        failure.NextStep.ShouldNotBeNull().ShouldContain("choose another port");
        (await fixture.TextAsync("a.localhost")).ShouldBe("w");
    }

    private static async Task<string> EchoAsync(ClientWebSocket socket, string text)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, default);
        var buffer = new byte[100];
        return Encoding.UTF8.GetString(buffer, 0, (await socket.ReceiveAsync(buffer, default)).Count);
    }

    private static async Task<string?> LineAsync(int port, string line)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadLineAsync();
    }
}
