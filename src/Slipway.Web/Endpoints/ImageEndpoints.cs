using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Factory.DebianBase;
using Slipway.Factory.Records;
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
        api.MapGet("/images", ListAsync)
            .WithSummary("The tagged images that the caller may see").Produces<IReadOnlyList<ImageResource>>();
        api.MapGet("/images/details", DetailsAsync)
            .WithSummary("Configuration and layers of an image, and its inputs if the factory built it")
            .Produces<ImageDetailsResource>();
        api.MapDelete("/images", RemoveAsync)
            .WithSummary("Removes a tag; an image is removed from its repository with its last tag")
            .Produces(StatusCodes.Status204NoContent);
        api.MapImageBuild();
        api.MapImageArchives();
        api.MapPost("/images/debian", DebianAsync)
            .WithSummary("Builds the Debian base image; responds with progress events").Produces<OperationEvent>();
    }

    private static async Task<IReadOnlyList<ImageResource>> ListAsync(
        HttpContext http, PullableImages images, CancellationToken cancel) =>
        [.. (await images.ListAsync(http.Account(), cancel))
            .Select(found => ImageMapping.Of(found.Image, found.Repository, found.Tag))];

    private static async Task<ImageDetailsResource> DetailsAsync(
        HttpContext http, string name, PullableImages images, IImageRecords records, CancellationToken cancel)
    {
        var (reference, image) = await images.GetAsync(http.Account(), name, cancel);
        var made = await records.ListAsync(new ImageQuery { Digest = image.Digest }, cancel);
        // An image can be both a candidate and a release: the response describes the requested one.
        return ImageMapping.Of(image, reference,
            made.MaxBy(record => (record.Repository == reference.Repository, record.Tag == reference.Tag)));
    }

    private static async Task<IResult> RemoveAsync(
        HttpContext http, string name, PullableImages pullable, ImageStore images, ImagesInUse inUse,
        LoginService logins, CancellationToken cancel)
    {
        var (reference, image) = await pullable.GetAsync(http.Account(), name, cancel);
        if (!AccessRules.MayPush(await logins.PrincipalOfAsync(http.Account(), cancel), reference.Repository))
            throw new SlipwayException(ErrorCode.Forbidden,
                $"{reference} is not {http.Account().Name}'s to remove", "ask an administrator");
        if (await inUse.UserOfAsync(reference, image.Digest, cancel) is { } user)
            throw new SlipwayException(
                ErrorCode.Conflict, $"{reference} is needed by {user}", "it can go when that is gone");
        await (reference.Digest is null ? images.UntagAsync(reference, cancel) : images.RemoveAsync(reference, cancel));
        return Results.NoContent();
    }

    private static IResult DebianAsync(
        HttpContext http, DebianBaseBuilder builder, string suite = "bookworm", string name = "images/debian:12")
    {
        http.RequireAdministrator("building a base image");
        var request = new DebianBaseBuild { Suite = suite, Name = RequireLocalName(name) };
        return ProgressStream.Of("build-debian", http, async (emit, cancel) =>
        {
            var image = await builder.BuildAsync(request, line => emit("log", line), cancel);
            return $"{request.Name} is there ({image.Digest.Short})";
        });
    }

    /// <summary>A name in Slipway's own registry, with a tag.</summary>
    internal static ImageReference RequireLocalName(string name) =>
        ImageReference.TryParse(name, out var reference) && reference is { Host: null, Tag: not null, Digest: null }
            ? reference
            : throw new SlipwayException(
                ErrorCode.Invalid, $"'{Excerpt.Of(name)}' is not a name for an image here",
                "write it as repository:tag, such as images/tools:12");
}
