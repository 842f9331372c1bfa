using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Slipway.Engine.Tests.Networks;

/// <summary>
/// A name server that knows one name (RFC 1035): its answer to every question for an IPv4 address is the same.
/// </summary>
internal sealed class TestResolver : IAsyncDisposable
{
    private const int HeaderLength = 12;
    private const ushort AddressRecord = 1;
    private readonly UdpClient _socket;
    private readonly IPAddress _answer;
    private readonly Task _answering;

    public TestResolver(string address, IPAddress answer)
    {
        _socket = new UdpClient(new IPEndPoint(IPAddress.Parse(address), 53));
        _answer = answer;
        _answering = AnswerAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _answering;
    }

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var question = await _socket.ReceiveAsync();
                await _socket.SendAsync(Reply(question.Buffer), question.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }

    private byte[] Reply(byte[] question)
    {
        var end = HeaderLength;
        while (question[end] != 0)
            end += question[end] + 1;
        end += 5; // the last label, type, class
        var known = BinaryPrimitives.ReadUInt16BigEndian(question.AsSpan(end - 4)) == AddressRecord;
        byte[] header = [question[0], question[1], 0x81, 0x80, 0, 1, 0, (byte)(known ? 1 : 0), 0, 0, 0, 0];
        byte[] record = [0xC0, HeaderLength, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, .. _answer.GetAddressBytes()];
        return [.. header, .. question[HeaderLength..end], .. known ? record : []];
    }
}
