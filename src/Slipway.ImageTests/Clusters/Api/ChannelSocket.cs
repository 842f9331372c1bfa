using System.Buffers;
using System.Net.WebSockets;

namespace Slipway.ImageTests.Clusters.Api;

/// <summary>
/// Several streams of bytes in one WebSocket: the first byte of each message says which one the others belong to
/// (Kubernetes' sub-protocol <c>v4.channel.k8s.io</c>). One reads and one writes at a time.
/// </summary>
internal sealed class ChannelSocket(WebSocket socket) : IDisposable
{
    public const string Protocol = "v4.channel.k8s.io";
    private readonly byte[] _buffer = new byte[32 << 10];
    private int? _channel;

    /// <returns>A piece of a channel, which the next call takes back; null when the other side has ended.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<(int Channel, ReadOnlyMemory<byte> Bytes)?> ReadAsync(CancellationToken cancel)
    {
        while (true)
        {
            var received = await ReceiveAsync(cancel);
            if (received.MessageType == WebSocketMessageType.Close)
                return null;
            var begins = _channel is null && received.Count > 0;
            var channel = _channel ?? _buffer[0];
            _channel = received.EndOfMessage ? null : begins ? channel : _channel;
            var bytes = _buffer.AsMemory(begins ? 1 : 0, received.Count - (begins ? 1 : 0));
            if (!bytes.IsEmpty)
                return (channel, bytes);
        }
    }

    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask WriteAsync(byte channel, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        var message = ArrayPool<byte>.Shared.Rent(bytes.Length + 1);
        try
        {
            message[0] = channel;
            bytes.CopyTo(message.AsMemory(1));
            await socket.SendAsync(
                message.AsMemory(0, bytes.Length + 1), WebSocketMessageType.Binary, endOfMessage: true, cancel);
        }
        catch (WebSocketException e)
        {
            throw new IOException("the connection to the cluster broke", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(message);
        }
    }

    public void Dispose() => socket.Dispose();

    private async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(CancellationToken cancel)
    {
        try
        {
            return await socket.ReceiveAsync(_buffer.AsMemory(), cancel);
        }
        catch (WebSocketException e)
        {
            throw new IOException("the connection to the cluster broke", e);
        }
    }
}
