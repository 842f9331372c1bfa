using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Slipway.Web.Resources;

namespace Slipway.Client;

/// <summary>A command in a gear, over the API's WebSocket. <see cref="ExecChannel"/> describes the messages.</summary>
internal sealed class ExecConnection : IDisposable
{
    private const int MaxMessageBytes = 64 << 10;
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);

    public async Task OpenAsync(ApiClient api, string path, ExecRequest request, CancellationToken cancel)
    {
        if (api.Credentials.Token is { } token)
            _socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        _socket.Options.CollectHttpResponseDetails = true;
        var address = new UriBuilder(new Uri(new Uri(api.Credentials.Url), "/api/v1/" + path));
        address.Scheme = address.Scheme == "https" ? "wss" : "ws";
        try
        {
            await _socket.ConnectAsync(address.Uri, cancel);
        }
        catch (WebSocketException e)
        {
            var status = (int)_socket.HttpStatusCode;
            var cause = status == 404 ? "application not found" : $"the command cannot be started: {e.Message}";
            throw status == 0
                ? new SlipwayException(ErrorCode.Unavailable, cause)
                : new ProblemException(new ProblemResource(cause, status, "http")
                {
                    NextStep = status is 401 or 403 ? "run `slipway login URL`" : null,
                });
        }
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(request, ApiJson.Default.ExecRequest),
            WebSocketMessageType.Text, true, cancel);
    }

    public async Task SendAsync(ExecChannel channel, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        var message = ArrayPool<byte>.Shared.Rent(bytes.Length + 1);
        message[0] = (byte)channel;
        bytes.CopyTo(message.AsMemory(1));
        await _sending.WaitAsync(cancel);
        try
        {
            await _socket.SendAsync(message.AsMemory(0, bytes.Length + 1), WebSocketMessageType.Binary, true, cancel);
        }
        finally
        {
            _sending.Release();
            ArrayPool<byte>.Shared.Return(message);
        }
    }

    public Task ResizeAsync(TerminalSize size, CancellationToken cancel) =>
        SendAsync(ExecChannel.Resize, JsonSerializer.SerializeToUtf8Bytes(size, ApiJson.Default.TerminalSize), cancel);

    /// <summary>Copies the command's output until it ends; returns its exit code.</summary>
    public async Task<int> CopyOutputAsync(Stream output, Stream error, CancellationToken cancel)
    {
        var buffer = new byte[MaxMessageBytes];
        while (true)
        {
            var length = await ReceiveAsync(buffer, cancel);
            if (length == 0)
                throw new SlipwayException(
                    ErrorCode.ConnectionLost, "the server ended the connection before the command ended");
            var body = buffer.AsMemory(1, length - 1);
            switch ((ExecChannel)buffer[0])
            {
                case ExecChannel.Output:
                    await output.WriteAsync(body, cancel);
                    await output.FlushAsync(cancel);
                    break;
                case ExecChannel.Error:
                    await error.WriteAsync(body, cancel);
                    break;
                case ExecChannel.Exit:
                    return int.Parse(Encoding.ASCII.GetString(body.Span));
                case ExecChannel.Problem:
                    throw new ProblemException(JsonSerializer.Deserialize(body.Span, ApiJson.Default.ProblemResource)!);
            }
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _sending.Dispose();
    }

    /// <summary>Reads a whole message; 0 when the other side closed.</summary>
    private async Task<int> ReceiveAsync(byte[] buffer, CancellationToken cancel)
    {
        for (var length = 0; ;)
        {
            if (length == buffer.Length)
                throw new SlipwayException(ErrorCode.Internal, "the server sent a message that is too long");
            var received = await _socket.ReceiveAsync(buffer.AsMemory(length), cancel);
            if (received.MessageType == WebSocketMessageType.Close)
                return 0;
            length += received.Count;
            if (received.EndOfMessage)
                return length;
        }
    }
}
