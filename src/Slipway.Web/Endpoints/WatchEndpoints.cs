using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Factory.Watching;
using Slipway.Factory.Watching.Records;
using Slipway.Oci;
using Slipway.Platform;
using Slipway.Web.Access;
using Slipway.Web.Resources;

namespace Slipway.Web.Endpoints;

/// <summary>The image factory's watches, for administrators; webhooks need no token, but are signed.</summary>
internal static class WatchEndpoints
{
    private const string What = "the image factory";
    private const int ShownRuns = 20;

    // GitHub's maximum size.
    private const long MaxHookBytes = 25 << 20;

    public static void MapWatches(this IEndpointRouteBuilder api)
    {
        api.MapPost("/factory/watches", AddAsync).WithSummary("Adds a watch for a repository or an image")
            .Produces<WatchResource>(StatusCodes.Status201Created);
        api.MapGet("/factory/watches", ListAsync)
            .WithSummary("The watches").Produces<IReadOnlyList<WatchResource>>();
        api.MapGet("/factory/watches/{name}", ShowAsync)
            .WithSummary("A watch with its last runs").Produces<WatchResource>();
        api.MapDelete("/factory/watches/{name}", RemoveAsync).WithSummary("Removes a watch; its images stay")
            .Produces(StatusCodes.Status204NoContent);
        api.MapPost("/factory/watches/{name}/polls", WakeAsync)
            .WithSummary("Polls now; again=true builds the branch even if it did not change")
            .Produces<WatchResource>(StatusCodes.Status202Accepted);
        api.MapGet("/factory/runs/{id}", RunAsync)
            .WithSummary("The run of a change and its result").Produces<WatchRunResource>();
    }

    /// <summary>Outside of the endpoints that require a token.</summary>
    public static void MapFactoryHooks(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/factory/hooks/{name}", HookAsync)
            .WithSummary("Webhook that triggers a poll; signed with the watch's secret, without a token")
            .WithMetadata(new UploadLimit(MaxHookBytes)).Produces(StatusCodes.Status202Accepted);

    private static async Task<IResult> AddAsync(
        HttpContext http, NewWatch watch, FactoryWatchService watching, Addresses addresses, CancellationToken cancel)
    {
        http.RequireAdministrator(What);
        var added = await watching.AddAsync(WatchMapping.Read(watch), watch.Credential, watch.HookSecret, cancel);
        return TypedResults.Created($"/api/v1/factory/watches/{added.Name}", WatchMapping.Of(added, null, addresses));
    }

    private static async Task<IReadOnlyList<WatchResource>> ListAsync(
        HttpContext http, IWatchRecords records, Addresses addresses, CancellationToken cancel)
    {
        http.RequireAdministrator(What);
        var shown = new List<WatchResource>();
        foreach (var watch in await records.ListAsync(cancel))
            shown.Add(WatchMapping.Of(watch, await records.FindStateAsync(watch.Name, cancel), addresses));
        return shown;
    }

    private static async Task<WatchResource> ShowAsync(
        HttpContext http, string name, IWatchRecords records, Addresses addresses, CancellationToken cancel)
    {
        http.RequireAdministrator(What);
        var watch = (await records.ListAsync(cancel)).FirstOrDefault(watch => watch.Name == name)
            ?? throw NotFound(name);
        var runs = await records.ListRunsAsync(name, ShownRuns, cancel);
        return WatchMapping.Of(watch, await records.FindStateAsync(name, cancel), addresses) with
        {
            Runs = [.. runs.Select(run => WatchMapping.Of(run, watch))],
        };
    }

    private static async Task<IResult> RemoveAsync(
        HttpContext http, string name, FactoryWatchService watching, CancellationToken cancel)
    {
        http.RequireAdministrator(What);
        return await watching.RemoveAsync(name, cancel) ? TypedResults.NoContent() : throw NotFound(name);
    }

    private static async Task<IResult> WakeAsync(
        HttpContext http, string name, FactoryWatchService watching, IWatchRecords records, Addresses addresses,
        CancellationToken cancel, bool again = false)
    {
        var shown = await ShowAsync(http, name, records, addresses, cancel);
        return watching.Wake(name, again)
            ? TypedResults.Accepted($"/api/v1/factory/watches/{name}", shown)
            : throw NotFound(name);
    }

    private static async Task<WatchRunResource> RunAsync(
        HttpContext http, string id, IWatchRecords records, CancellationToken cancel)
    {
        http.RequireAdministrator(What);
        var run = await records.FindRunAsync(id, cancel)
            ?? throw new SlipwayException(ErrorCode.NotFound, $"there is no run {Excerpt.Of(id)}",
                "slipway factory watch show lists the last ones");
        return WatchMapping.Of(run, (await records.ListAsync(cancel)).FirstOrDefault(watch => watch.Name == run.Watch));
    }

    private static async Task<IResult> HookAsync(
        HttpContext http, string name, FactoryWatchService watching, CancellationToken cancel) =>
        await watching.HandleHookAsync(
            name, header => http.Request.Headers[header] is [{ } value] ? value : null, http.Request.Body, cancel)
            ? TypedResults.StatusCode(StatusCodes.Status202Accepted)
            : throw new SlipwayException(ErrorCode.Forbidden, "this hook is not signed as the watch expects it",
                "give the sender the secret that the watch was added with");

    private static SlipwayException NotFound(string name) =>
        new(ErrorCode.NotFound, $"nothing is watched as {Excerpt.Of(name)}",
            "slipway factory watch list shows what is");
}
