using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Oci;
using Slipway.Platform;
using Slipway.Platform.Builds;
using Slipway.Platform.Limits;
using Slipway.Web.Access;
using Slipway.Web.Resources;

namespace Slipway.Web.Endpoints;

internal static class BuildEndpoints
{
    private const long MaxUploadBytes = 4L << 30;

    public static void MapBuilds(this IEndpointRouteBuilder api)
    {
        api.MapPost("/applications/{domain}/{name}/builds", BuildAsync)
            .WithSummary("Builds an uploaded archive (kind=archive) or releases a file (kind=binary)")
            .WithDescription(
                "The body is the source, or a form of the parts `options` (JSON) and `source`, in this order.")
            .WithMetadata(new UploadLimit(MaxUploadBytes)).Produces<OperationResource>(StatusCodes.Status202Accepted);
        api.MapGet("/applications/{domain}/{name}/builds", ListAsync)
            .WithSummary("The kept builds, including failed ones, newest first")
            .Produces<IReadOnlyList<BuildResource>>();
        api.MapGet("/applications/{domain}/{name}/builds/{build:int}/log", LogAsync)
            .WithSummary("The log of a build, as text").Produces<string>(StatusCodes.Status200OK, "text/plain");
    }

    private static async Task<IReadOnlyList<BuildResource>> ListAsync(
        HttpContext http, string domain, string name, ApplicationLookup lookup, BuildService builds) =>
        [.. (await builds.ListAsync(await lookup.RequireAsync(http, domain, name), http.RequestAborted))
            .Select(ResourceMapping.Of)];

    private static async Task<IResult> LogAsync(
        HttpContext http, string domain, string name, int build, ApplicationLookup lookup, BuildService builds)
    {
        var application = await lookup.RequireAsync(http, domain, name);
        var record = (await builds.ListAsync(application, http.RequestAborted))
            .FirstOrDefault(record => record.Number == build)
            ?? throw new SlipwayException(ErrorCode.NotFound, $"{application} has no build b{build}",
                "`slipway build-log list` shows the kept ones");
        return Results.Stream(async body =>
        {
            await using var writer = new StreamWriter(body);
            await foreach (var line in builds.LogAsync(record, http.RequestAborted))
                await writer.WriteLineAsync(line.AsMemory(), http.RequestAborted);
        }, "text/plain; charset=utf-8");
    }

    private static async Task<IResult> BuildAsync(
        HttpContext http, string domain, string name, ApplicationLookup lookup, BuildService builds,
        string kind = "archive", string? file = null)
    {
        var application = await lookup.RequireAsync(http, domain, name);
        var form = kind switch
        {
            "archive" => UploadForm.Archive,
            "binary" => UploadForm.File,
            _ => throw new SlipwayException(
                ErrorCode.Invalid, $"'{Excerpt.Of(kind)}' is not a kind of source", "use archive or binary"),
        };
        var body = await BuildForm<BuildRequest>.OpenAsync(
            http.Request, ApiJson.Default.BuildRequest, http.RequestAborted);
        var request = body.Options;
        var upload = new SourceUpload(await body.PartAsync("source", http.RequestAborted), form, file);
        return Accepted.Of(await builds.UploadAsync(
            application, upload, OptionsOf(request), InputsOf(request), http.Account().Name, http.RequestAborted));
    }

    private static BuildOptions OptionsOf(BuildRequest request)
    {
        var options = new BuildOptions
        {
            Cartridge = request.Cartridge, Image = request.Image, Incremental = !request.Clean, Force = request.Force,
        };
        return options with
        {
            Limits = ResourceMapping.Of(request.Limits).Apply(options.Limits),
            // A number that is out of range for a duration is reported by the rules as an invalid duration.
            Timeout = request.Timeout is not { } seconds ? options.Timeout : TimeSpan.FromSeconds(
                double.IsNaN(seconds) ? 0 : Math.Clamp(seconds, -1, 1e9)),
        };
    }

    private static PrivateInputs InputsOf(BuildRequest request) => new()
    {
        Environment = (request.Environment ?? ImmutableDictionary<string, string?>.Empty)
            .ToImmutableSortedDictionary(variable => variable.Key,
                variable => variable.Value ?? throw Missing(variable.Key), StringComparer.Ordinal),
        Secrets = (request.Secrets ?? ImmutableDictionary<string, byte[]?>.Empty)
            .ToImmutableSortedDictionary(
                secret => secret.Key, secret => (ReadOnlyMemory<byte>)(secret.Value ?? throw Missing(secret.Key)),
                StringComparer.Ordinal),
    };

    private static SlipwayException Missing(string name) =>
        new(ErrorCode.Invalid, $"'{Excerpt.Of(name)}' has no value", "leave it out, or give it one");
}
