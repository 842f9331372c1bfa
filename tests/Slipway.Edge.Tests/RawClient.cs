using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Slipway.Edge.Tests;

/// <summary>A client that sends what no library would, byte for byte.</summary>
internal static class RawClient
{
    private const byte Headers = 1, Settings = 4, EndStreamAndHeaders = 5;

    /// <summary>All that comes back until the connection ends.</summary>
    public static async Task<string> SendAsync(int port, string bytes)
    {
        using var client = new TcpClient("127.0.0.1", port);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(bytes));
        return Encoding.Latin1.GetString(await ReadToEndAsync(client.GetStream()));
    }

    /// <summary>A GET on a connection that is closed after it, with more lines in its head.</summary>
    public static Task<string> GetAsync(int port, string path, params string[] fields) => SendAsync(
        port, $"GET {path} HTTP/1.1\r\nHost: a.localhost\r\nConnection: close\r\n" +
            string.Concat(fields.Select(field => field + "\r\n")) + "\r\n");

    /// <summary>The same over HTTP/2, where a length goes before each name, so that it may hold anything.</summary>
    public static async Task GetOverHttp2Async(int port, string path, string name, string value)
    {
        using var client = new TcpClient("127.0.0.1", port);
        var stream = client.GetStream();
        byte[] block =
        [
            .. Field(":method", "GET"), .. Field(":scheme", "http"), .. Field(":path", path),
            .. Field(":authority", "a.localhost"), .. Field(name, value),
        ];
        await stream.WriteAsync((byte[])[.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8,
            .. Frame(Settings, 0, 0, []), .. Frame(Headers, EndStreamAndHeaders, 1, block)]);
        // Over when the stream has ended: by DATA or HEADERS with END_STREAM, RST_STREAM or GOAWAY.
        for (var head = new byte[9]; await stream.ReadAtLeastAsync(head, 9, false) == 9;)
        {
            await stream.ReadExactlyAsync(new byte[(head[0] << 16) | (head[1] << 8) | head[2]]);
            if (head[3] is 3 or 7 || (head[3] is 0 or 1 && (head[4] & 1) != 0))
                return;
        }
    }

    private static byte[] Field(string name, string value) =>
        [0x10, (byte)name.Length, .. Encoding.Latin1.GetBytes(name), (byte)value.Length, .. Encoding.Latin1.GetBytes(value)];

    private static byte[] Frame(byte type, byte flags, int stream, byte[] content)
    {
        var head = new byte[9];
        BinaryPrimitives.WriteInt32BigEndian(head, content.Length << 8);
        (head[3], head[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(5), stream);
        return [.. head, .. content];
    }

    private static async Task<byte[]> ReadToEndAsync(NetworkStream stream)
    {
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer);
        }
        catch (IOException)
        {
            // a reset is an end, too
        }
        return answer.ToArray();
    }
}
