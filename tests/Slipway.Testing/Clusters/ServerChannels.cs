using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Slipway.Testing.Clusters;

/// <summary>
/// The server's side of the sub-protocol <c>v4.channel.k8s.io</c>: forwarded ports and commands, as a
/// kubelet answers them.
/// </summary>
public sealed class ServerChannels(WebSocket socket)
{
    /// <param name="ports">Where on this machine the ports are; what is not there refuses.</param>
    public async Task ForwardAsync(int port, IReadOnlyDictionary<int, int> ports, CancellationToken cancel)
    {
        byte[] head = [(byte)port, (byte)(port >> 8)];
        await SendAsync(0, head, cancel);
        await SendAsync(1, head, cancel);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, ports.GetValueOrDefault(port, 1), cancel);
        }
        catch (SocketException)
        {
            await SendAsync(1, $"error forwarding port {port} to pod x, uid : dial tcp4 127.0.0.1:{port}: connect: " +
                "connection refused", cancel);
            await CloseAsync(cancel);
            return;
        }
        var stream = client.GetStream();
        var back = SendAllAsync(stream, cancel);
        await Task.WhenAny(ReceiveAllAsync(stream, cancel), back);
    }

    public async Task AnswerAsync(ExecAnswer? answer, CancellationToken cancel)
    {
        await SendAsync(1, [], cancel);
        if (answer is not null)
        {
            await SendAsync(1, answer.Output, cancel);
            await SendAsync(2, answer.Errors, cancel);
        }
        await SendAsync(3, StatusOf(answer).ToJsonString(), cancel);
        await CloseAsync(cancel);
    }

    private static JsonObject StatusOf(ExecAnswer? answer) => answer switch
    {
        null => new JsonObject
        {
            ["status"] = "Failure", ["reason"] = "InternalError",
            ["message"] = "exec: executable file not found in $PATH",
        },
        { Code: 0 } => new JsonObject { ["status"] = "Success" },
        _ => new JsonObject
        {
            ["status"] = "Failure",
            ["reason"] = "NonZeroExitCode",
            ["message"] = "command terminated with non-zero exit code",
            ["details"] = new JsonObject
            {
                ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ExitCode", ["message"] = $"{answer.Code}" }),
            },
        },
    };

    /// <summary>Each message in two frames, so that pieces are put together again.</summary>
    private async Task SendAsync(byte channel, byte[] bytes, CancellationToken cancel)
    {
        await socket.SendAsync(new[] { channel }, WebSocketMessageType.Binary, endOfMessage: bytes.Length == 0, cancel);
        if (bytes.Length > 0)
            await socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, cancel);
    }

    private Task SendAsync(byte channel, string text, CancellationToken cancel) =>
        SendAsync(channel, Encoding.UTF8.GetBytes(text), cancel);

    private async Task SendAllAsync(NetworkStream stream, CancellationToken cancel)
    {
        var buffer = new byte[1000];
        for (int read; (read = await stream.ReadAsync(buffer, cancel)) > 0;)
            await SendAsync(0, buffer[..read], cancel);
        await CloseAsync(cancel);
    }

    private async Task ReceiveAllAsync(NetworkStream stream, CancellationToken cancel)
    {
        var buffer = new byte[64 << 10];
        while (await ReceiveAsync(buffer, cancel) is { } message)
        {
            if (message.Length > 1)
                await stream.WriteAsync(message.AsMemory(1), cancel);
        }
    }

    private async Task<byte[]?> ReceiveAsync(byte[] buffer, CancellationToken cancel)
    {
        try
        {
            var received = await socket.ReceiveAsync(buffer, cancel);
            return received.MessageType == WebSocketMessageType.Close ? null : buffer[..received.Count];
        }
        catch (WebSocketException)
        {
            return null;
        }
    }

    private Task CloseAsync(CancellationToken cancel) =>
        socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancel);
}
