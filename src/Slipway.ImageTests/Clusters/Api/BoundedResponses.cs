using System.Net;
using Slipway.ImageTests.Clusters.Access;

namespace Slipway.ImageTests.Clusters.Api;

/// <summary>
/// Reads each response of an API server to its end, within a length and a time, before the client's library sees it:
/// the library itself reads whatever comes, and what a server says of an error without a timeout.
/// </summary>
internal sealed class BoundedResponses(int maxBytes, TimeSpan timeout, TimeProvider clock) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var time = new CancellationTokenSource(timeout, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, time.Token);
        var response = await base.SendAsync(request, limit.Token);
        // A WebSocket's connection goes on; who uses it bounds it.
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
            return response;
        try
        {
            await ReadAsync(response, limit.Token);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async Task ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        using var content = response.Content;
        await using var stream = await content.ReadAsStreamAsync(cancel);
        var kept = new MemoryStream();
        var buffer = new byte[32 << 10];
        for (int read; (read = await stream.ReadAsync(buffer, cancel)) > 0;)
        {
            if (kept.Length + read > maxBytes)
                throw new SlipwayException(
                    ErrorCode.Cluster, $"an answer of the cluster is longer than {maxBytes} bytes",
                    "see that it is the API server that answers");
            kept.Write(buffer, 0, read);
        }
        response.Content = new ByteArrayContent(kept.GetBuffer(), 0, (int)kept.Length);
    }
}
