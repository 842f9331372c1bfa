using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Slipway.Web.Problems;
using Slipway.Web.Resources;

namespace Slipway.Web.Streams;

/// <summary>
/// Work that runs while its request is open: sends its lines as they come, then the result or the problem. It is not
/// stored: results are found by their content, so a repeated request resumes where an interrupted one stopped.
/// </summary>
internal static class ProgressStream
{
    private const int Waiting = 1024;

    /// <param name="work">Does the work, writing lines; returns the result as one line.</param>
    public static IResult Of(
        string kind, HttpContext http, Func<Func<string, string, ValueTask>, CancellationToken, Task<string>> work) =>
        Of(kind, http, (emit, cancel) => work(
            (eventKind, text) => emit(new OperationEvent(eventKind, text, DateTimeOffset.UtcNow)), cancel));

    /// <param name="work">Does the work, writing events; returns the result as one line.</param>
    public static IResult Of(
        string kind, HttpContext http, Func<Func<OperationEvent, ValueTask>, CancellationToken, Task<string>> work) =>
        new EventStream<OperationEvent>(
            RunAsync(kind, work, http, http.RequestAborted), ApiJson.Default.OperationEvent);

    private static async IAsyncEnumerable<OperationEvent> RunAsync(
        string kind, Func<Func<OperationEvent, ValueTask>, CancellationToken, Task<string>> work, HttpContext http,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        var events = Channel.CreateBounded<OperationEvent>(Waiting);
        var started = DateTimeOffset.UtcNow;
        var running = Task.Run(async () =>
        {
            try
            {
                return await work(item => events.Writer.WriteAsync(item, cancel), cancel);
            }
            finally
            {
                events.Writer.Complete();
            }
        }, cancel);
        await foreach (var item in events.Reader.ReadAllAsync(cancel))
            yield return item;
        yield return new OperationEvent("end", null, DateTimeOffset.UtcNow)
        {
            Operation = await EndAsync(kind, started, running, http),
        };
    }

    private static async Task<OperationResource> EndAsync(
        string kind, DateTimeOffset started, Task<string> running, HttpContext http)
    {
        try
        {
            return new OperationResource("", kind, null, "done", null, started)
            {
                Ended = DateTimeOffset.UtcNow, Result = await running,
            };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new OperationResource("", kind, null, "failed", null, started)
            {
                Ended = DateTimeOffset.UtcNow, Problem = http.Describe(e),
            };
        }
    }
}
