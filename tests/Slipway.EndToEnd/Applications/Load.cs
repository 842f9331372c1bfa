using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Slipway.EndToEnd.Installations;

namespace Slipway.EndToEnd.Applications;

/// <summary>
/// Visitors with connections that they keep: about 200 requests a second, slow answers, uploads, conversations by
/// WebSocket and TCP, until they are told to stop.
/// </summary>
public sealed class Load : IAsyncDisposable
{
    private const int Visitors = 14;
    private const int WordsOfAConversation = 30;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(60);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly Application _application;
    private readonly HttpClient _browser;
    private readonly long _begun = TimeProvider.System.GetTimestamp();
    private readonly Task _all;
    private int _answers, _slow, _uploads, _echoes, _lines, _conversations;

    /// <param name="port">The edge's port of a TCP endpoint that says what it hears.</param>
    public Load(Installation installation, Application application, int port)
    {
        (_application, _browser) = (application, installation.Browser());
        _all = Task.WhenAll([.. Enumerable.Range(0, Visitors).Select(_ => VisitAsync()), SlowAsync(), UploadAsync(),
            TalkAsync(), LinesAsync(port)]);
    }

    /// <summary>What went wrong; empty when every visitor had every answer.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    public int Answers => _answers;

    /// <summary>Every kind of visitor has had answers: then changes may begin.</summary>
    public Task UnderWayAsync() => Application.UntilAsync(() => Task.FromResult((_answers, _uploads, _echoes, _lines)),
        seen => seen is { _answers: > 50, _uploads: > 0, _echoes: > 0, _lines: > 0 } || !_errors.IsEmpty, "load");

    /// <summary>Lets the requests under way end, and no others begin.</summary>
    public async Task<string> StopAsync()
    {
        await _stop.CancelAsync();
        await _all;
        var seconds = TimeProvider.System.GetElapsedTime(_begun).TotalSeconds;
        return $"{_answers} answers ({_answers / seconds:0} a second), {_slow} slow ones, {_uploads} uploads, " +
            $"{_echoes} echoes and {_lines} lines in {_conversations} conversations";
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _browser.Dispose();
        _stop.Dispose();
    }

    private Task VisitAsync() => RepeatAsync("page", Pause, async () =>
    {
        var body = await _browser.GetStringAsync(_application.Address());
        body.ShouldStartWith("Hello");
        Interlocked.Increment(ref _answers);
    });

    private Task SlowAsync() => RepeatAsync("slow answer", TimeSpan.Zero, async () =>
    {
        (await _browser.GetStringAsync(_application.Address("/slow?seconds=5"))).ShouldBe("slept 5 s\n");
        _slow++;
    });

    private Task UploadAsync() => RepeatAsync("upload", TimeSpan.Zero, async () =>
    {
        var body = new TrickledContent(40, 64 << 10);
        using var response = await _browser.PostAsync(_application.Address("/upload"), body);
        (await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).ShouldContain($"{40 * (64 << 10)}");
        _uploads++;
    });

    private Task TalkAsync() => RepeatAsync("conversation", TimeSpan.Zero, async () =>
    {
        using var socket = new ClientWebSocket();
        var address = new UriBuilder(_application.Address("/echo")) { Scheme = "ws" }.Uri;
        await socket.ConnectAsync(address, _browser, CancellationToken.None);
        Interlocked.Increment(ref _conversations);
        var buffer = new byte[64];
        for (var word = 0; word < WordsOfAConversation; word++, await Task.Delay(Pause))
        {
            await socket.SendAsync(
                Encoding.UTF8.GetBytes($"word {word}"), WebSocketMessageType.Text, true, CancellationToken.None);
            var heard = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            Encoding.UTF8.GetString(buffer, 0, heard.Count).ShouldBe($"word {word}");
            _echoes++;
        }
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    });

    private Task LinesAsync(int port) => RepeatAsync("lines", TimeSpan.Zero, async () =>
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, port);
        Interlocked.Increment(ref _conversations);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII);
        for (var word = 0; word < WordsOfAConversation; word++, await Task.Delay(Pause))
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"line {word}\n"));
            (await reader.ReadLineAsync()).ShouldBe($"line {word}");
            _lines++;
        }
        client.Client.Shutdown(SocketShutdown.Send);
        (await reader.ReadLineAsync()).ShouldBeNull("its goodbye is heard");
    });

    private async Task RepeatAsync(string what, TimeSpan pause, Func<Task> once)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await once();
            }
            catch (Exception e)
            {
                _errors.Enqueue($"{what}: {e.Message} {e.InnerException?.Message}");
                return;
            }
            await Task.Delay(pause);
        }
    }

    /// <summary>A body that takes its time, so that changes meet it half-way.</summary>
    private sealed class TrickledContent(int pieces, int size) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var piece = new byte[size];
            for (var i = 0; i < pieces; i++, await Task.Delay(50))
                await stream.WriteAsync(piece);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = (long)pieces * size;
            return true;
        }
    }
}
