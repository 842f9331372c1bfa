using System.Net.Sockets;
using System.Text;

namespace Slipway.Edge.Runtime;

/// <summary>HAProxy's runtime API on a unix socket (management guide, 9.3): one connection for each command.</summary>
internal static class RuntimeSocket
{
    private const int MaxResponseBytes = 64 << 20;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <param name="path">At most 107 bytes.</param>
    /// <param name="command">One line of commands separated by semicolons, shorter than HAProxy's buffer
    /// (<c>tune.bufsize</c>).</param>
    /// <exception cref="SlipwayException">Nobody answers.</exception>
    public static async Task<string> SendAsync(string path, string command, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Timeout);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), limit.Token);
            await socket.SendAsync(Encoding.ASCII.GetBytes(command + "\n"), limit.Token);
            // The master's socket responds only when the client has closed its sending side.
            socket.Shutdown(SocketShutdown.Send);
            return await ReadToEndAsync(socket, limit.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            throw new SlipwayException(
                ErrorCode.Edge, $"HAProxy does not answer on its control socket: {e.Message}", inner: e);
        }
    }

    private static async Task<string> ReadToEndAsync(Socket socket, CancellationToken cancel)
    {
        var answer = new MemoryStream();
        var buffer = new byte[65536];
        for (int read; (read = await socket.ReceiveAsync(buffer, cancel)) > 0;)
        {
            answer.Write(buffer, 0, read);
            if (answer.Length > MaxResponseBytes)
                throw new SlipwayException(
                    ErrorCode.Edge, $"HAProxy answered more than {MaxResponseBytes >> 20} MiB on its control socket");
        }
        return Encoding.UTF8.GetString(answer.GetBuffer(), 0, (int)answer.Length);
    }
}
