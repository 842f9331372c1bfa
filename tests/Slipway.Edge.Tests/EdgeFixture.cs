using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Edge.Supervision;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Routes;
using Slipway.Testing;

namespace Slipway.Edge.Tests;

/// <summary>
/// A real edge on free ports of the loopback, with a directory of its own; everything goes with the test.
/// </summary>
internal sealed class EdgeFixture : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public EdgeFixture(int spare = 8)
    {
        Options = new EdgeOptions(_directory.File("edge"))
        {
            Address = IPAddress.Loopback,
            Port = FreePort(),
            SpareBackends = spare,
            MaxConnections = 500,
            CheckInterval = TimeSpan.FromMilliseconds(200),
            KeepAliveTimeout = TimeSpan.FromSeconds(5),
        };
        Edge = new HaproxyEdge(Options, NullLogger<HaproxyEdge>.Instance);
        Client = NewClient();
    }

    public EdgeOptions Options { get; private set; }

    public HaproxyEdge Edge { get; private set; }

    public HttpClient Client { get; }

    public int HaproxyPid =>
        EdgeProcess.Haproxy(Options.Directory) ?? throw new InvalidOperationException("HAProxy does not run");

    /// <summary>HAProxy's process that serves; another one after a reload.</summary>
    public int WorkerPid => new Haproxy(Options).CurrentAsync(default).Result!.Pid;

    public string Log => File.ReadAllText(Path.Combine(Options.Directory, SupervisorScript.Log));

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>What a restarted server would have.</summary>
    public HaproxyEdge NewServer(Func<EdgeOptions, EdgeOptions>? change = null)
    {
        Edge.Dispose();
        Options = change?.Invoke(Options) ?? Options;
        return Edge = new HaproxyEdge(Options, NullLogger<HaproxyEdge>.Instance);
    }

    public HttpClient NewClient() =>
        new() { BaseAddress = new Uri($"http://127.0.0.1:{Options.Port}"), Timeout = TimeSpan.FromSeconds(20) };

    public Task<HttpResponseMessage> GetAsync(string host, string path = "/") => SendAsync(host, path, HttpMethod.Get);

    public async Task<string> TextAsync(string host, string path = "/")
    {
        using var response = await GetAsync(host, path);
        return response.IsSuccessStatusCode
            ? await response.Content.ReadAsStringAsync()
            : $"status {(int)response.StatusCode}";
    }

    public async Task<HttpResponseMessage> SendAsync(
        string host, string path, HttpMethod method, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Host = host;
        return await Client.SendAsync(request);
    }

    public static RouteTable Table(params Backend[] backends) => new([.. backends]);

    public static Backend Web(string name, params Server[] servers) =>
        new(name, EndpointProtocol.Http) { Hosts = [$"{name}.localhost"], Servers = [.. servers] };

    public static async Task EventuallyAsync(Func<Task<bool>> holds, string what)
    {
        var happened = await Polling.UntilAsync(_ => holds(), TimeSpan.FromSeconds(15), TimeSpan.FromMilliseconds(20),
            TimeProvider.System, TestContext.Current.CancellationToken);
        happened.ShouldBeTrue($"it did not happen: {what}");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Edge.StopAsync(default);
        Edge.Dispose();
        _directory.Dispose();
    }
}
