using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Slipway.Testing;
using Slipway.Testing.Installations;

namespace Slipway.EndToEnd.Installations;

/// <summary>
/// A server of the tests' own, started, used and taken down by the command line. Its end fails when it leaves
/// anything behind.
/// </summary>
public class Installation : IAsyncLifetime
{
    private const int TcpPorts = 8;
    private readonly TemporaryDirectory _directory = new();
    private string? _name;

    public CommandLine Slipway => new(Path.Combine(Data, "client"));

    public virtual string Data => _directory.File("data");

    public int EdgePort { get; } = FreePort.Take();

    public int ApiPort { get; } = FreePort.Take();

    /// <summary>The first of the ports for TCP endpoints; other installations of this machine have others.</summary>
    public int TcpPort { get; } = FreePort.Take(TcpPorts);

    public string Api => $"http://127.0.0.1:{ApiPort}";

    public IReadOnlyList<string> ServerOptions => 
    [
        "--data", Data, "--edge-port", $"{EdgePort}", "--tcp-ports", $"{TcpPort}-{TcpPort + TcpPorts - 1}",
        "--api-port", $"{ApiPort}", "--build-certificates", "host",
    ];

    public string GitCredentials => Path.Combine(Data, "client", "git-credentials");

    /// <summary>The login's token, as a laptop would have it.</summary>
    public string Token =>
        (string)JsonNode.Parse(File.ReadAllText(Path.Combine(Data, "client", "credentials.json")))!["token"]!;

    /// <summary>Its pid; 0 at the moment that it is being written.</summary>
    public int ServerProcess =>
        int.TryParse(File.ReadAllText(Path.Combine(Data, "run", "server.pid")), out var pid) ? pid : 0;

    public string Scratch(string name) => Directory.CreateDirectory(_directory.File(name)).FullName;

    public async ValueTask InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess)
            return;
        try
        {
            await StartServerAsync();
            _name = Traces.NameOf(Data);
            await FurnishAsync();
        }
        catch
        {
            // xUnit does not dispose of a fixture that could not be made.
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives the new installation what its tests need.</summary>
    protected virtual Task FurnishAsync() => Task.CompletedTask;

    /// <summary>Starts the server in the background, unless it runs.</summary>
    public Task StartServerAsync() => Slipway.RunAsync(["start", .. ServerOptions]);

    /// <summary>A browser that finds every host of the installation at its edge.</summary>
    public HttpClient Browser() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        ConnectCallback = async (_, cancel) => new NetworkStream(await ConnectAsync(cancel), ownsSocket: true),
    })
    { Timeout = TimeSpan.FromMinutes(1) };

    public async Task<Socket> ConnectAsync(CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, EdgePort), cancel);
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(Data))
            await Slipway.RunAsync("down", "--data", Data);
        if (_name is not null)
            (await Traces.FindAsync(Data, _name)).ShouldBeEmpty();
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }
}
