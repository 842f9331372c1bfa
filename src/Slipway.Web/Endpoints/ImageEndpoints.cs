using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Build.Factory.DebianBase;
using Slipway.Oci;
using Slipway.Platform;
using Slipway.Platform.Accounts;
using Slipway.Registry.Access;
using Slipway.Registry.Content;
using Slipway.Web.Access;
using Slipway.Web.Resources;
using Slipway.Web.Streams;

namespace Slipway.Web.Endpoints;

internal static class ImageEndpoints
{
    public static void MapImages(this IEndpointRouteBuilder api)
    {
        api.MapGet("/images", ListAsync).WithSummary("The tagged images that the caller may see").Produces<IReadOnlyList<ImageResource>>();
        api.MapImageBuild();
        api.MapImageArchives();
        api.MapPost("/images/debian", DebianAsync).WithSummary("Builds the Debian base image; answers with progress events").Produces<OperationEvent>();
    }

    private static async Task<IReadOnlyList<ImageResource>> ListAsync(HttpContext http, ImageStore images, LoginService logins, CancellationToken cancel)
    {
        var principal = await logins.PrincipalOfAsync(http.Account(), cancel);
        var shown = new List<ImageResource>();
        foreach (var repository in await images.ListRepositoriesAsync(cancel))
        {
            if (!AccessRules.MayPull(principal, repository))
                continue;
            foreach (var tag in await images.ListTagsAsync(repository, cancel))
                if (await images.FindAsync(ImageReference.Parse($"{repository}:{tag}"), cancel) is { } image)
                    shown.Add(new ImageResource(
                        repository, tag, image.Digest.ToString(), image.Manifest.Layers.Sum(layer => layer.Size), image.Config.Created));
        }
        return shown;
    }

    private static IResult DebianAsync(HttpContext http, DebianBaseBuilder builder, string suite = "bookworm", string name = "images/debian:12")
    {
        http.RequireAdministrator("building a base image");
        var request = new DebianBaseBuild { Suite = suite, Name = RequireLocalName(name) };
        return ProgressStream.Of("build-debian", http, async (tell, cancel) =>
        {
            var image = await builder.BuildAsync(request, line => tell("log", line), cancel);
            return $"{request.Name} is there ({image.Digest.Short})";
        });
    }

    /// <summary>A name in Slipway's own registry, with a tag.</summary>
    internal static ImageReference RequireLocalName(string name) =>
        ImageReference.TryParse(name, out var reference) && reference is { Host: null, Tag: not null, Digest: null }
            ? reference
            : throw new PlatformException(
                PlatformError.Invalid, $"'{Excerpt.Of(name)}' is not a name for an image here", "write it as repository:tag, such as images/tools:12");
}
