using System.Net.Sockets;
using k8s;

namespace Slipway.ImageTests.Clusters.Access;

/// <summary>
/// How the client's library connects: by what <see cref="ClusterAccess"/> holds and nothing else. No redirect is
/// followed, no proxy asked. Its own loader of kubeconfigs is never used: it runs programs and opens paths that
/// a kubeconfig names.
/// </summary>
internal sealed class ClusterConnection
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private readonly ClusterAccess _access;

    public ClusterConnection(ClusterAccess access)
    {
        _access = access;
        // The name that the certificate is for is the address's host, wherever that is connected to.
        var address = new UriBuilder(access.Server) { Host = access.ServerName ?? access.Server.Host };
        Configuration = new KubernetesClientConfiguration
        {
            Host = address.Uri.GetLeftPart(UriPartial.Path),
            AccessToken = access.Token,
            // WebSockets use the same connections, and are of HTTP/1.1.
            DisableHttp2 = true,
            FirstMessageHandlerSetup = Configure,
        };
    }

    public KubernetesClientConfiguration Configuration { get; }

    /// <summary>What the library made of the configuration; WebSockets are opened by it, too.</summary>
    public SocketsHttpHandler? Handler { get; private set; }

    /// <summary>
    /// TLS is set here, not by the configuration: with authorities of its own the library takes a certificate whatever
    /// name it is for, and <c>tls-server-name</c> means nothing to its WebSockets.
    /// </summary>
    private void Configure(SocketsHttpHandler handler)
    {
        Handler = handler;
        handler.AllowAutoRedirect = false;
        handler.UseProxy = false;
        handler.UseCookies = false;
        handler.ConnectTimeout = ConnectTimeout;
        handler.MaxResponseHeadersLength = 64;
        handler.SslOptions = ClusterTls.Of(_access);
        handler.ConnectCallback = ConnectAsync;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(_access.Server.IdnHost, _access.Server.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
