using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Slipway.Git.Http;

/// <summary>The body of a git request, possibly compressed, limited by its uncompressed size.</summary>
internal static class RequestBody
{
    private const long MaxDiscardedBytes = 4L << 30;

    public static Stream? Open(HttpRequest request)
    {
        // The limit is enforced here, where it can produce an error response instead of a closed connection.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = null;
        return request.Headers.ContentEncoding.ToString() switch
        {
            "" or "identity" => request.Body,
            "gzip" or "x-gzip" => new GZipStream(request.Body, CompressionMode.Decompress),
            _ => null,
        };
    }

    /// <summary>
    /// Copies until the end, the limit or the process's end. Data that the process no longer reads is discarded, so
    /// that the client gets the response.
    /// </summary>
    public static async Task CopyAsync(Stream body, Stream input, long maxBytes, CancellationToken cancel)
    {
        var buffer = new byte[1 << 16];
        var total = 0L;
        var open = true;
        for (int read; total < MaxDiscardedBytes && (read = await body.ReadAsync(buffer, cancel)) > 0;)
        {
            total += read;
            if (open && !(open = total <= maxBytes && await TryWriteAsync(input, buffer.AsMemory(0, read), cancel)))
                await CloseAsync(input);
        }
        if (open)
            await CloseAsync(input);
    }

    private static async Task<bool> TryWriteAsync(Stream input, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        try
        {
            await input.WriteAsync(bytes, cancel);
            await input.FlushAsync(cancel);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task CloseAsync(Stream input)
    {
        try
        {
            await input.DisposeAsync();
        }
        catch (IOException)
        {
            // The process has already ended.
        }
    }
}
