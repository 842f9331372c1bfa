using System.Net.Sockets;

namespace Slipway.Build.Remote;

/// <summary>An HTTP client for untrusted URLs.</summary>
public static class RemoteHttp
{
    /// <summary>
    /// Sends nothing of the server: no proxy, cookies or login. Each connection, also of a redirect, is made to a
    /// checked address.
    /// </summary>
    public static SocketsHttpHandler Handler(bool mayReachThisMachine) => new()
    {
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(30),
        ConnectCallback = async (context, cancel) =>
        {
            var hosts = await HostAddresses.ResolveAsync(context.DnsEndPoint.Host, mayReachThisMachine, cancel);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync([.. hosts], context.DnsEndPoint.Port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
