using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Platform;
using Slipway.Platform.Builds;
using Slipway.Platform.Releases;
using Slipway.Registry.Content;
using Slipway.Web.Resources;

namespace Slipway.Web.Endpoints;

internal static class ReleaseEndpoints
{
    public static void MapReleases(this IEndpointRouteBuilder api)
    {
        api.MapGet("/applications/{domain}/{name}/releases", ReleasesAsync)
            .WithSummary("The kept releases, newest first").Produces<IReadOnlyList<ReleaseResource>>();
        api.MapGet("/applications/{domain}/{name}/artifacts", ArtifactsAsync)
            .WithSummary("The kept artifacts, newest first").Produces<IReadOnlyList<ArtifactResource>>();
        api.MapGet("/applications/{domain}/{name}/artifacts/{build:int}", ArtifactAsync)
            .WithSummary("An artifact with its layers and how it was built").Produces<ArtifactResource>();
    }

    private static async Task<IReadOnlyList<ReleaseResource>> ReleasesAsync(
        HttpContext http, string domain, string name, ApplicationLookup lookup,
        ReleaseService releases, BuildService builds)
    {
        var application = await lookup.RequireAsync(http, domain, name);
        var artifacts = (await builds.ListArtifactsAsync(application, http.RequestAborted))
            .ToDictionary(artifact => artifact.Build);
        return [.. (await releases.ListAsync(application, http.RequestAborted))
            .Select(release => ResourceMapping.Of(
                release, artifacts.GetValueOrDefault(release.Build), release.Number == application.Release))];
    }

    private static async Task<IReadOnlyList<ArtifactResource>> ArtifactsAsync(
        HttpContext http, string domain, string name, ApplicationLookup lookup, ReleaseService releases,
        BuildService builds, ImageStore images)
    {
        var application = await lookup.RequireAsync(http, domain, name);
        var made = await releases.ListAsync(application, http.RequestAborted);
        var shown = new List<ArtifactResource>();
        foreach (var artifact in await builds.ListArtifactsAsync(application, http.RequestAborted))
            shown.Add(ResourceMapping.Of(
                artifact, made,
                (await images.GetAsync(artifact.Image, http.RequestAborted)).Manifest.Layers.Sum(layer => layer.Size)));
        return shown;
    }

    private static async Task<ArtifactResource> ArtifactAsync(
        HttpContext http, string domain, string name, int build, ApplicationLookup lookup, ReleaseService releases,
        BuildService builds, ImageStore images)
    {
        var application = await lookup.RequireAsync(http, domain, name);
        var artifact = (await builds.ListArtifactsAsync(application, http.RequestAborted))
            .FirstOrDefault(artifact => artifact.Build == build)
            ?? throw new SlipwayException(
                ErrorCode.NotFound, $"{application} has no artifact of build b{build}",
                "`slipway artifact list` shows the kept ones");
        var record = (await builds.ListAsync(application, http.RequestAborted))
            .FirstOrDefault(record => record.Number == build);
        return ResourceMapping.Of(
            artifact, await releases.ListAsync(application, http.RequestAborted),
            await images.GetAsync(artifact.Image, http.RequestAborted), record);
    }
}
