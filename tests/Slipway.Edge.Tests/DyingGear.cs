using System.Net;
using System.Net.Sockets;
using System.Text;
using Slipway.Platform.Routes;

namespace Slipway.Edge.Tests;

/// <summary>A gear that answers <c>/</c>, and that every other request ends in its own way.</summary>
internal sealed class DyingGear : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _name;
    private int _deaths;

    public DyingGear(string name)
    {
        _name = name;
        _listener.Start();
        Server = new Server(name, (IPEndPoint)_listener.LocalEndpoint);
        _ = AcceptAsync();
    }

    public Server Server { get; }

    /// <summary>How many deadly requests it got.</summary>
    public int Deaths => Volatile.Read(ref _deaths);

    /// <summary>Connections are refused from now on.</summary>
    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // disposed
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var reader = new StreamReader(client.GetStream(), Encoding.Latin1))
            try
            {
                while (await PathAsync(reader) is { } path)
                {
                    if (path != "/")
                    {
                        Interlocked.Increment(ref _deaths);
                        await DieAsync(client, path);
                        return;
                    }
                    await WriteAsync(client, $"HTTP/1.1 200 OK\r\nContent-Length: {_name.Length}\r\n\r\n{_name}");
                }
            }
            catch (IOException)
            {
                // a check that hangs up
            }
    }

    private static async Task DieAsync(TcpClient client, string path)
    {
        if (path == "/reset")
            client.LingerState = new LingerOption(enable: true, seconds: 0);
        else if (path == "/half")
            await WriteAsync(client, "HTTP/1.1 200 OK\r\nContent-Le");
        else if (path == "/junk")
            await WriteAsync(client, "Segmentation fault\r\n\r\n");
    }

    private static async Task<string?> PathAsync(StreamReader reader)
    {
        var first = await reader.ReadLineAsync();
        for (var line = first; !string.IsNullOrEmpty(line);)
            line = await reader.ReadLineAsync();
        return first?.Split(' ')[1];
    }

    private static ValueTask WriteAsync(TcpClient client, string text) =>
        client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text));
}
