using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Slipway.ImageTests.Clusters.Api;
using Slipway.Testing.Clusters;
using k8s;

namespace Slipway.ImageTests.Tests.Clusters;

/// <summary>
/// Where we do not use what the client's library has, and why. Should a later version do better, these tests say so.
/// </summary>
public sealed class LibraryChoicesTests
{
    [Fact]
    public async Task A_message_in_several_frames_is_put_together_by_us_and_lost_by_the_library()
    {
        (byte[] Bytes, bool End)[] frames = [([1], false), (Encoding.UTF8.GetBytes("pieces"), true)];
        using var own = new ChannelSocket(new ScriptedSocket(frames));
        var (channel, bytes) = (await own.ReadAsync(default)).ShouldNotBeNull();
        (channel, Encoding.UTF8.GetString(bytes.Span)).ShouldBe((1, "pieces"));
        using var library = new StreamDemuxer(new ScriptedSocket(frames), ownsSocket: true);
        using var output = library.GetStream(ChannelIndex.StdOut, null);
        library.Start();
        using var reader = new StreamReader(output);
        (await Task.Run(reader.ReadToEnd)).ShouldBeEmpty("it takes the first byte of the second frame for a channel");
    }

    [Fact]
    public async Task A_read_can_be_cancelled_with_us_and_holds_a_thread_for_good_in_the_library()
    {
        using var cancel = new CancellationTokenSource();
        using var own = new ChannelSocket(new ScriptedSocket([], ends: false));
        var read = own.ReadAsync(cancel.Token).AsTask();
        using var library = new StreamDemuxer(new ScriptedSocket([], ends: false), ownsSocket: true);
        using var output = library.GetStream(ChannelIndex.StdOut, null);
        library.Start();
        var held = output.ReadAsync(new byte[1], cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => read.WaitAsync(TimeSpan.FromMinutes(1)));
        (await Task.WhenAny(held, Task.Delay(TimeSpan.FromMilliseconds(300)))).ShouldNotBe(held);
    }

    [Fact]
    public void A_certificate_for_another_name_is_taken_by_the_library_when_authorities_are_given()
    {
        using var authority = X509Certificate2.CreateFromPem(ClusterServer.Certificates.AuthorityPem);
        using var chain = new X509Chain();
        k8s.Kubernetes.CertificateValidationCallBack(
            this, [authority], ClusterServer.Certificates.Server, chain,
            SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNameMismatch)
            .ShouldBeTrue("that is why ClusterTls checks certificates");
    }

    /// <summary>Receives what it was given, and then the end or nothing.</summary>
    private sealed class ScriptedSocket((byte[] Bytes, bool End)[] frames, bool ends = true) : WebSocket
    {
        private readonly Queue<(byte[] Bytes, bool End)> _frames = new(frames);
        private WebSocketCloseStatus? _closed;

        public override WebSocketCloseStatus? CloseStatus => _closed;

        public override string? CloseStatusDescription => null;

        public override WebSocketState State => WebSocketState.Open;

        public override string? SubProtocol => ChannelSocket.Protocol;

        public override async Task<WebSocketReceiveResult> ReceiveAsync(
            ArraySegment<byte> buffer, CancellationToken cancellationToken)
        {
            if (_frames.TryDequeue(out var frame))
            {
                frame.Bytes.CopyTo(buffer.AsSpan());
                return new WebSocketReceiveResult(frame.Bytes.Length, WebSocketMessageType.Binary, frame.End);
            }
            if (!ends)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            _closed = WebSocketCloseStatus.NormalClosure;
            return new WebSocketReceiveResult(0, WebSocketMessageType.Close, true);
        }

        public override void Abort()
        {
            // Nothing is connected.
        }

        public override void Dispose()
        {
            // Nothing is held.
        }

        public override Task CloseAsync(
            WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
            Task.CompletedTask;

        public override Task CloseOutputAsync(
            WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
            Task.CompletedTask;

        public override Task SendAsync(
            ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage,
            CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
