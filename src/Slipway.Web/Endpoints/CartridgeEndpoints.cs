using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Cartridges.Packages;
using Slipway.Dockerfiles;
using Slipway.Oci;
using Slipway.Platform;
using Slipway.Platform.Accounts;
using Slipway.Platform.Cartridges;
using Slipway.Registry.Content;
using Slipway.Web.Access;
using Slipway.Web.Resources;
using Slipway.Web.Streams;

namespace Slipway.Web.Endpoints;

internal static class CartridgeEndpoints
{
    private const long MaxUploadBytes = 256L << 20;

    public static void MapCartridges(this IEndpointRouteBuilder api)
    {
        api.MapGet("/cartridges", ListAsync).WithSummary("The cartridges").Produces<IReadOnlyList<CartridgeResource>>();
        api.MapGet("/cartridges/{reference}", ShowAsync)
            .WithSummary("A cartridge with its manifest").Produces<CartridgeResource>();
        api.MapPost("/cartridges", AddAsync)
            .WithSummary("Adds a cartridge from a tar archive, and builds its image if it has a Dockerfile; " +
                "responds with progress events")
            .WithMetadata(new UploadLimit(MaxUploadBytes)).Produces<OperationEvent>();
        api.MapDelete("/cartridges/{reference}", RemoveAsync)
            .WithSummary("Removes a cartridge that nothing uses").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IReadOnlyList<CartridgeResource>> ListAsync(
        CartridgeRegistry cartridges, CancellationToken cancel) =>
        [.. (await cartridges.ListAsync(cancel)).Select(ResourceMapping.Of)];

    private static async Task<CartridgeResource> ShowAsync(
        string reference, CartridgeRegistry cartridges, ImageStore images, CancellationToken cancel)
    {
        var cartridge = await cartridges.RequireAsync(reference, cancel);
        var image = cartridge.Image is { } name && ImageReference.TryParse(name, out var parsed)
            ? await images.FindAsync(parsed, cancel) : null;
        var scripts = Path.Combine(cartridge.Directory, CartridgePackage.ScriptsFolder);
        return ResourceMapping.Of(cartridge) with
        {
            Manifest = cartridge.Manifest,
            ImageDigest = image?.Digest.ToString(),
            Scripts = Directory.Exists(scripts)
                ? [.. Directory.EnumerateFiles(scripts)
                    .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)]
                : [],
        };
    }

    private static async Task<IResult> AddAsync(
        HttpContext http, CartridgeRegistry cartridges, DockerfileBuilder builder,
        ImageStore images, UploadedTrees uploads)
    {
        http.RequireAdministrator("adding a cartridge");
        var upload = await uploads.ReceiveAsync(http.Request.Body, MaxUploadBytes, http.RequestAborted);
        return ProgressStream.Of("add-cartridge", http, async (emit, cancel) =>
        {
            using (upload)
            {
                // The package is validated before the image is built, which takes minutes.
                var package = await UnpackAsync(upload, cancel);
                foreach (var warning in package.Warnings)
                    await emit("log", $"warning: {warning}");
                if (package.Dockerfile is not null)
                    await BuildAsync(builder, package, emit, cancel);
                else if (package.IsMadeByFactory)
                    await RequireImagesAsync(images, package, cancel);
                var added = await cartridges.AddAsync(package, cancel);
                return $"added {string.Join(", ", added.Select(cartridge => cartridge.Reference))}";
            }
        });
    }

    private static async Task<CartridgePackage> UnpackAsync(UploadedTree upload, CancellationToken cancel)
    {
        await using var archive = File.OpenRead(upload.Archive);
        return await CartridgeRegistry.UnpackAsync(archive, upload.MakeDirectory(), cancel);
    }

    private static async Task BuildAsync(
        DockerfileBuilder builder, CartridgePackage package, Func<string, string, ValueTask> emit,
        CancellationToken cancel)
    {
        if (!ImageReference.TryParse(package.Manifest.ImageName ?? "", out var name)
            || name is not { Host: null, Tag: not null })
            throw new SlipwayException(ErrorCode.Invalid,
                "the cartridge has a Dockerfile, but its Image-name says not what to call the image",
                "write Image-name: cartridges/NAME:VERSION");
        await builder.BuildAsync(new DockerfileBuild { Context = package.Directory, Name = name },
            async progress => { if (DockerfileLines.Of(progress) is var (kind, text)) await emit(kind, text); },
            cancel);
    }

    /// <summary>
    /// A template is rendered with the settings of its tree, so the factory must have built the image before.
    /// </summary>
    private static async Task RequireImagesAsync(ImageStore images, CartridgePackage package, CancellationToken cancel)
    {
        foreach (var name in package.Manifest.Versions
            .Select(version => package.Manifest.ForVersion(version).ImageName).Distinct())
        {
            if (name is null || !ImageReference.TryParse(name, out var image))
                throw new SlipwayException(ErrorCode.Invalid,
                    "the cartridge has a Dockerfile.j2, but its Image-name says not which image that makes",
                    "write Image-name: cartridges/NAME:VERSION");
            if (image.Host is null && await images.FindAsync(image, cancel) is null)
                throw new SlipwayException(ErrorCode.NotFound,
                    $"the image {name} is not here yet, and Dockerfile.j2 is a template",
                    "make it with slipway factory build, then add the cartridge again");
        }
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, string reference, CartridgeRegistry cartridges)
    {
        http.RequireAdministrator("removing a cartridge");
        await cartridges.RemoveAsync(reference, http.RequestAborted);
        return Results.NoContent();
    }
}
