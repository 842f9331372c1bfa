using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Slipway.Web.Streams;

/// <summary>
/// A sequence as server-sent events (HTML Living Standard, 9.2), one JSON document each, with comments as keep-alive.
/// </summary>
/// <param name="sequence">The number of an item, from which a client can resume; none when it cannot.</param>
internal sealed class EventStream<T>(
    IAsyncEnumerable<T> items, JsonTypeInfo<T> type, Func<T, long?>? sequence = null) : IResult
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var cancel = httpContext.RequestAborted;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await response.StartAsync(cancel);
        await using var all = items.GetAsyncEnumerator(cancel);
        var next = all.MoveNextAsync().AsTask();
        try
        {
            for (; await WaitAsync(next, response, cancel); next = all.MoveNextAsync().AsTask())
            {
                if (sequence?.Invoke(all.Current) is { } number)
                    await response.BodyWriter.WriteAsync(Encoding.ASCII.GetBytes($"id: {number}\n"), cancel);
                await response.BodyWriter.WriteAsync("data: "u8.ToArray(), cancel);
                await response.BodyWriter.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(all.Current, type), cancel);
                await response.BodyWriter.WriteAsync("\n\n"u8.ToArray(), cancel);
            }
        }
        finally
        {
            // A sequence must not be disposed while it waits for its next item; the same token cancels that.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<bool> WaitAsync(Task<bool> next, HttpResponse response, CancellationToken cancel)
    {
        while (!next.IsCompleted)
        {
            if (await Task.WhenAny(next, Task.Delay(Quiet, cancel)) == next)
                break;
            await response.BodyWriter.WriteAsync(Encoding.ASCII.GetBytes(": still there\n\n"), cancel);
        }
        return await next;
    }
}
