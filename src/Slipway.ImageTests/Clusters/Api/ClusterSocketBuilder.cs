using System.Net.WebSockets;
using k8s;

namespace Slipway.ImageTests.Clusters.Api;

/// <summary>
/// Opens the library's WebSockets over the connections of its other requests: by itself it would ask the system's proxy
/// and check certificates in its own way, and would not tell with which status a server refuses.
/// </summary>
internal sealed class ClusterSocketBuilder(HttpMessageInvoker http, ClusterFailures failures) : WebSocketBuilder
{
    /// <exception cref="SlipwayException">The server refuses, or cannot be reached.</exception>
    public override async Task<WebSocket> BuildAndConnectAsync(Uri uri, CancellationToken cancellationToken)
    {
        Options.CollectHttpResponseDetails = true;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ClusterFailures.RequestTimeout);
        try
        {
            await WebSocket.ConnectAsync(uri, http, limit.Token);
            return WebSocket;
        }
        catch (Exception e)
            when (e is WebSocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            var status = WebSocket.HttpStatusCode;
            WebSocket.Dispose();
            throw status == default ? failures.Unreachable(e) : failures.Refusal(status, "");
        }
        catch
        {
            WebSocket.Dispose();
            throw;
        }
    }
}
