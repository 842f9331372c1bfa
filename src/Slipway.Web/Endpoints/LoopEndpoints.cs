using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Diagnostics.Loops;
using Slipway.Web.Access;
using Slipway.Web.Resources;

namespace Slipway.Web.Endpoints;

/// <summary>How the server's work in the background is doing.</summary>
internal static class LoopEndpoints
{
    public static void MapLoops(this IEndpointRouteBuilder api) => api.MapGet("/server/loops", List)
        .WithSummary("The server's background loops and their last errors")
        .Produces<IReadOnlyList<LoopResource>>();

    private static IReadOnlyList<LoopResource> List(HttpContext http, BackgroundLoops loops)
    {
        http.RequireAdministrator("the list of background loops");
        return
        [
            .. loops.Statuses.Select(status => new LoopResource(status.Name, status.Failures)
            {
                LastRound = status.LastRound, FailingSince = status.FailingSince, LastError = status.LastError,
            }),
        ];
    }
}
