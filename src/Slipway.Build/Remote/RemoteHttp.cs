using System.Net.Sockets;

namespace Slipway.Build.Remote;

/// <summary>HTTP to addresses that others wrote down.</summary>
public static class RemoteHttp
{
    /// <summary>
    /// Nothing of the server goes along: no proxy, cookie or login. Each connection, a redirection's too, goes to a
    /// host that may be reached.
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
