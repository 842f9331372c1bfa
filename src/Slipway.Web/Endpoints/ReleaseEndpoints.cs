using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Platform.Builds;
using Slipway.Platform.Releases;
using Slipway.Registry.Content;
using Slipway.Web.Access;
using Slipway.Web.Resources;

namespace Slipway.Web.Endpoints;

internal static class ReleaseEndpoints
{
    private const long LongestUpload = 4L << 30;

    public static void MapReleases(this IEndpointRouteBuilder api)
    {
        api.MapGet("/applications/{domain}/{name}/releases", ReleasesAsync).WithSummary("The kept releases, newest first").Produces<IReadOnlyList<ReleaseResource>>();
        api.MapGet("/applications/{domain}/{name}/artifacts", ArtifactsAsync).WithSummary("The kept artifacts, newest first").Produces<IReadOnlyList<ArtifactResource>>();
        api.MapPost("/applications/{domain}/{name}/builds", BuildAsync)
            .WithSummary("Builds an uploaded archive (kind=archive) or releases a file (kind=binary)")
            .WithMetadata(new UploadLimit(LongestUpload)).Produces<OperationResource>(StatusCodes.Status202Accepted);
    }

    private static async Task<IReadOnlyList<ReleaseResource>> ReleasesAsync(
        HttpContext http, string domain, string name, ApplicationLookup lookup, ReleaseService releases, BuildService builds)
    {
        var application = await lookup.RequireAsync(http, domain, name);
        var artifacts = (await builds.ListArtifactsAsync(application, http.RequestAborted)).ToDictionary(artifact => artifact.Build);
        return [.. (await releases.ListAsync(application, http.RequestAborted))
            .Select(release => ResourceMapping.Of(release, artifacts.GetValueOrDefault(release.Build), release.Number == application.Release))];
    }

    private static async Task<IReadOnlyList<ArtifactResource>> ArtifactsAsync(
        HttpContext http, string domain, string name, ApplicationLookup lookup, ReleaseService releases, BuildService builds, ImageStore images)
    {
        var application = await lookup.RequireAsync(http, domain, name);
        var made = await releases.ListAsync(application, http.RequestAborted);
        var shown = new List<ArtifactResource>();
        foreach (var artifact in await builds.ListArtifactsAsync(application, http.RequestAborted))
            shown.Add(ResourceMapping.Of(artifact, made, (await images.GetAsync(artifact.Image, http.RequestAborted)).Manifest.Layers.Sum(layer => layer.Size)));
        return shown;
    }

    private static async Task<IResult> BuildAsync(
        HttpContext http, string domain, string name, ApplicationLookup lookup, BuildService builds,
        string kind = "archive", string? file = null, string? image = null, int? timeout = null)
    {
        var application = await lookup.RequireAsync(http, domain, name);
        var binary = kind switch
        {
            "archive" => false,
            "binary" => true,
            _ => throw new Platform.PlatformException(Platform.PlatformError.Invalid, $"'{Oci.Excerpt.Of(kind)}' is not a kind of source", "use archive or binary"),
        };
        var upload = await builds.Uploads.SaveAsync(http.Request.Body, binary ? UploadForm.File : UploadForm.Archive, file, http.RequestAborted);
        var source = new SourceInput(binary ? SourceKind.Binary : SourceKind.Upload, upload);
        var options = new BuildOptions { Image = image };
        if (timeout is { } seconds)
            options = options with { Timeout = TimeSpan.FromSeconds(seconds) };
        return Accepted.Of(await builds.StartAsync(application, source, options, http.Account().Name, http.RequestAborted));
    }
}
