using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Slipway.Engine;
using Slipway.Engine.Gears;
using Slipway.Platform.Gears;
using Slipway.Web.Problems;
using Slipway.Web.Resources;

namespace Slipway.Web.Endpoints;

/// <summary>The server's side of an exec WebSocket; <see cref="ExecChannel"/> describes the messages.</summary>
internal sealed class ExecSocket(HttpContext http, WebSocket socket)
{
    private const int MaxMessageBytes = 64 << 10;
    private readonly byte[] _incoming = new byte[MaxMessageBytes];

    public async Task ServeAsync(
        Func<ExecSpec, string?, CancellationToken, Task<(Replica Gear, IExecSession Session)>> start,
        CancellationToken cancel)
    {
        try
        {
            var length = await ReceiveAsync(cancel);
            var request = JsonSerializer.Deserialize(_incoming.AsSpan(0, length), ApiJson.Default.ExecRequest)
                ?? throw new JsonException();
            var spec = new ExecSpec { Command = request.Command, Terminal = request.Terminal, Input = request.Input };
            var (_, session) = await start(spec, request.Gear, cancel);
            await using (session)
                await ConnectAsync(session, request, cancel);
        }
        catch (Exception e) when (e is not (OperationCanceledException or WebSocketException))
        {
            await SendAsync(ExecChannel.Problem,
                JsonSerializer.SerializeToUtf8Bytes(http.Describe(e), ApiJson.Default.ProblemResource), cancel);
        }
        if (socket.State == WebSocketState.Open)
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancel);
    }

    private async Task ConnectAsync(IExecSession session, ExecRequest request, CancellationToken cancel)
    {
        if (request.Size is { } size)
            await session.ResizeAsync(size.Rows, size.Columns, cancel);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var reading = ReadMessagesAsync(session, gone);
        await foreach (var piece in session.ReadAsync(gone.Token))
            for (var sent = 0; sent < piece.Bytes.Length; sent += MaxMessageBytes / 2)
                await SendAsync(piece.Stream == LogStream.Error ? ExecChannel.Error : ExecChannel.Output,
                    piece.Bytes[sent..Math.Min(piece.Bytes.Length, sent + MaxMessageBytes / 2)], gone.Token);
        await SendAsync(
            ExecChannel.Exit, Encoding.ASCII.GetBytes($"{await session.WaitAsync(gone.Token)}"), gone.Token);
        // The command has ended: further input of the client is discarded until it closes the connection.
        _ = reading.ContinueWith(static ended => ended.Exception, TaskScheduler.Default);
    }

    /// <summary>Forwards input and resizes until the client disconnects, which kills the command.</summary>
    private async Task ReadMessagesAsync(IExecSession session, CancellationTokenSource gone)
    {
        try
        {
            for (int length; (length = await ReceiveAsync(gone.Token)) > 0;)
                await HandleAsync(session, (ExecChannel)_incoming[0], _incoming.AsMemory(1, length - 1), gone.Token);
        }
        catch (Exception e)
            when (e is WebSocketException or IOException or JsonException or ObjectDisposedException
                or SlipwayException { Code.IsSystem: true })
        {
            // The connection or the command's input is closed; the cancellation below is sufficient.
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            http.LogCutAnswer(e);
        }
        await gone.CancelAsync();
    }

    private static async Task HandleAsync(
        IExecSession session, ExecChannel channel, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        if (channel == ExecChannel.Resize
            && JsonSerializer.Deserialize(
                body.Span, ApiJson.Default.TerminalSize) is { Rows: > 0 and < 10_000, Columns: > 0 and < 10_000 } size)
            await session.ResizeAsync(size.Rows, size.Columns, cancel);
        else if (channel == ExecChannel.Input && body.IsEmpty)
            await session.Input.DisposeAsync();
        else if (channel == ExecChannel.Input)
        {
            await session.Input.WriteAsync(body, cancel);
            await session.Input.FlushAsync(cancel);
        }
    }

    private async Task SendAsync(ExecChannel channel, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var message = new byte[body.Length + 1];
        message[0] = (byte)channel;
        body.CopyTo(message.AsMemory(1));
        await socket.SendAsync(message, WebSocketMessageType.Binary, true, cancel);
    }

    /// <summary>The length of a whole message; 0 when the client closed.</summary>
    private async Task<int> ReceiveAsync(CancellationToken cancel)
    {
        for (var length = 0; ;)
        {
            if (length == _incoming.Length)
                throw new WebSocketException(WebSocketError.HeaderError, "the message is too long");
            var received = await socket.ReceiveAsync(_incoming.AsMemory(length), cancel);
            length += received.Count;
            if (received.MessageType == WebSocketMessageType.Close)
                return 0;
            if (received.EndOfMessage)
                return length;
        }
    }
}
