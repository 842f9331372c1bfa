using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Platform.Gears;
using Slipway.Web.Resources;
using Slipway.Web.Streams;

namespace Slipway.Web.Endpoints;

internal static class GearEndpoints
{
    private const int MaxLines = 100_000;

    public static void MapGears(this IEndpointRouteBuilder api)
    {
        api.MapGet("/applications/{domain}/{name}/logs", LogsAsync)
            .WithSummary("The logs of the gears, as server-sent events").Produces<LogResource>();
        api.MapGet("/applications/{domain}/{name}/exec", ExecAsync)
            .WithSummary("A command in a gear, over a WebSocket");
    }

    private static async Task<IResult> LogsAsync(
        HttpContext http, string domain, string name, ApplicationLookup lookup, GearService gears,
        int tail = 200, bool follow = false)
    {
        var application = await lookup.RequireAsync(http, domain, name);
        var lines = gears.LogsAsync(application, Math.Clamp(tail, 0, MaxLines), follow, http.RequestAborted);
        return new EventStream<LogResource>(Shown(lines), ApiJson.Default.LogResource);
    }

    private static async IAsyncEnumerable<LogResource> Shown(IAsyncEnumerable<ApplicationLogLine> lines)
    {
        await foreach (var line in lines)
            yield return ResourceMapping.Of(line);
    }

    private static async Task<IResult> ExecAsync(
        HttpContext http, string domain, string name, ApplicationLookup lookup, GearService gears)
    {
        var application = await lookup.RequireAsync(http, domain, name);
        if (!http.WebSockets.IsWebSocketRequest)
            return Results.StatusCode(StatusCodes.Status426UpgradeRequired);
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        await new ExecSocket(http, socket)
            .ServeAsync((spec, gear, cancel) => gears.ExecAsync(application, gear, spec, cancel), http.RequestAborted);
        return Results.Empty;
    }
}
