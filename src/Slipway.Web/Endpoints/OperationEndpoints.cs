using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Platform;
using Slipway.Platform.Accounts;
using Slipway.Platform.Operations;
using Slipway.Web.Access;
using Slipway.Web.Resources;
using Slipway.Web.Streams;
using OperationEvent = Slipway.Web.Resources.OperationEvent;

namespace Slipway.Web.Endpoints;

internal static class OperationEndpoints
{
    public static void MapOperations(this IEndpointRouteBuilder api)
    {
        api.MapGet("/operations", ListAsync)
            .WithSummary("The newest operations of the caller's domains, or of application=DOMAIN/NAME")
            .Produces<IReadOnlyList<OperationResource>>();
        api.MapGet("/operations/{id}", ShowAsync).WithSummary("An operation").Produces<OperationResource>();
        api.MapGet("/operations/{id}/events", EventsAsync)
            .WithSummary("Its steps and log lines as server-sent events; the last one has the operation")
            .Produces<OperationEvent>();
        api.MapDelete("/operations/{id}", CancelAsync)
            .WithSummary("Cancels an operation and undoes its steps").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IReadOnlyList<OperationResource>> ListAsync(
        HttpContext http, OperationService operations, ApplicationLookup lookup, DomainService domains,
        string? application = null, int limit = 50)
    {
        if (application is not null)
            return [.. (await operations.ListAsync((await lookup.RequireAsync(http, application)).Id, limit,
                http.RequestAborted)).Select(ResourceMapping.Of)];
        var own = (await domains.ListAsync(http.Account(), http.RequestAborted))
            .Select(domain => domain.Name).ToHashSet();
        var newest = await operations.ListAsync(null, int.MaxValue, http.RequestAborted);
        return [.. newest.Where(operation => own.Contains(DomainOf(operation)))
            .Take(Math.Max(1, limit)).Select(ResourceMapping.Of)];
    }

    private static async Task<OperationResource> ShowAsync(
        HttpContext http, string id, OperationService operations, DomainService domains) =>
        ResourceMapping.Of(await RequireAsync(http, id, operations, domains));

    private static async Task<IResult> EventsAsync(
        HttpContext http, string id, OperationService operations, DomainService domains, long after = 0)
    {
        await RequireAsync(http, id, operations, domains);
        // Sent by an event source of a browser when it reconnects (HTML Living Standard, 9.2.3).
        if (long.TryParse(
            http.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen))
            after = seen;
        return new EventStream<OperationEvent>(WatchAsync(id, after, operations, http.RequestAborted),
            ApiJson.Default.OperationEvent, item => item.Sequence);
    }

    private static async Task<IResult> CancelAsync(
        HttpContext http, string id, OperationService operations, DomainService domains)
    {
        await RequireAsync(http, id, operations, domains);
        return operations.Cancel(id) ? Results.NoContent() : throw new SlipwayException(
            ErrorCode.Conflict, "the operation has ended already");
    }

    private static async IAsyncEnumerable<OperationEvent> WatchAsync(
        string id, long after, OperationService operations, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var item in operations.WatchAsync(id, after, cancel))
            if (item.Kind != OperationEventKind.End)
                yield return new OperationEvent(item.Kind == OperationEventKind.Step
                    ? "step"
                    : "log", item.Text, item.Time) { Sequence = item.Sequence };
        var ended = await operations.FindAsync(id, cancel);
        if (ended is { Ends: true })
        {
            var time = ended.Ended ?? DateTimeOffset.UtcNow;
            yield return new OperationEvent("end", ended.Outcome ?? ended.Cause, time)
            {
                Operation = ResourceMapping.Of(ended),
            };
        }
    }

    private static async Task<Operation> RequireAsync(
        HttpContext http, string id, OperationService operations, DomainService domains)
    {
        var operation = await operations.FindAsync(id, http.RequestAborted)
            ?? throw new SlipwayException(ErrorCode.NotFound, "there is no such operation");
        await domains.RequireAsync(http.Account(), DomainOf(operation), http.RequestAborted);
        return operation;
    }

    private static string DomainOf(Operation operation) => operation.Subject.Split('/')[0];
}
