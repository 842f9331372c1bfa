using System.Net;
using System.Net.Sockets;
using System.Text;
using Slipway.Platform.Routes;

namespace Slipway.Edge.Tests;

/// <summary>Answers each line with its name and the line.</summary>
internal sealed class TcpGear : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public TcpGear(string name)
    {
        Name = name;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Name { get; }

    public Server Server => new(Name, (IPEndPoint)_listener.LocalEndpoint);

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // disposed
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        using (var reader = new StreamReader(client.GetStream()))
            try
            {
                while (await reader.ReadLineAsync() is { } line)
                    await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"{Name} {line}\n"));
            }
            catch (IOException)
            {
                // a check that hangs up
            }
    }
}
