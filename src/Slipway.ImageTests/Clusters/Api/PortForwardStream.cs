using System.Text;
using Slipway.Oci;

namespace Slipway.ImageTests.Clusters.Api;

/// <summary>
/// A connection to a port of a pod by way of the API server: channel 0 carries the data, channel 1 says why there is
/// none. The first two bytes of each are the port (kubelet's <c>streaming/portforward</c>).
/// </summary>
internal sealed class PortForwardStream(ChannelSocket socket) : Stream
{
    private const byte DataChannel = 0;
    private const int ErrorChannel = 1;
    private const int PortLength = 2;
    private const int MaxReasonLength = 2000;
    private readonly int[] _heads = [PortLength, PortLength];
    private readonly StringBuilder _refusal = new();
    private readonly CancellationTokenSource _end = new();
    private ReadOnlyMemory<byte> _rest;
    private Task? _filling;
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    private bool HasBegun => _heads is [0, 0] || _ended;

    /// <summary>
    /// Waits until it is known that the port refuses, or it has not done so for a while: that it accepts is never told,
    /// and what it sends may be long in coming.
    /// </summary>
    /// <exception cref="IOException">It refuses.</exception>
    public async Task SettleAsync(TimeSpan time, TimeProvider clock, CancellationToken cancel)
    {
        while (!HasBegun && _rest.IsEmpty)
            await FillOnceAsync().WaitAsync(cancel);
        if (_rest.IsEmpty && !_ended)
            await Task.WhenAny(FillAsync(), Task.Delay(time, clock, cancel));
        cancel.ThrowIfCancellationRequested();
        if (_filling is { IsCompleted: true } filled)
            await filled;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_filling is not null || (_rest.IsEmpty && !_ended))
            await FillAsync().WaitAsync(cancellationToken);
        _filling = null;
        var count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        socket.WriteAsync(DataChannel, buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
        // Each message is sent as it is written.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _end.Cancel();
            socket.Dispose();
            _end.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>The one that goes on, if one does: a read that was given up does not break the connection.</summary>
    private Task FillAsync() => _filling ??= FillUntilDataAsync();

    private async Task FillUntilDataAsync()
    {
        while (_rest.IsEmpty && !_ended)
            await FillOnceAsync();
    }

    private async Task FillOnceAsync()
    {
        if (await socket.ReadAsync(_end.Token) is not var (channel, bytes))
        {
            _ended = true;
        }
        else if (channel is DataChannel or ErrorChannel)
        {
            var head = Math.Min(_heads[channel], bytes.Length);
            _heads[channel] -= head;
            Take(channel, bytes[head..]);
        }
        if (_ended && _refusal.Length > 0)
            throw new IOException(Refusal());
    }

    private void Take(int channel, ReadOnlyMemory<byte> bytes)
    {
        if (channel == DataChannel)
        {
            _rest = bytes;
            return;
        }
        if (bytes.Length > 0 && _refusal.Length < MaxReasonLength)
            _refusal.Append(Encoding.UTF8.GetString(bytes.Span[..Math.Min(bytes.Length, MaxReasonLength)]));
        _ended |= bytes.Length > 0;
    }

    private string Refusal() =>
        _refusal.ToString() is var said && said.Contains("connection refused", StringComparison.OrdinalIgnoreCase)
        ? "refused"
        : Excerpt.Of(said, 400);
}
