using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Slipway.Oci;
using Slipway.Oci.Archives;
using Slipway.Platform;
using Slipway.Platform.Accounts;
using Slipway.Registry.Access;
using Slipway.Registry.Archives;
using Slipway.Registry.Content;
using Slipway.Web.Access;
using Slipway.Web.Resources;
using Slipway.Web.Streams;

namespace Slipway.Web.Endpoints;

/// <summary>
/// Imports and exports images as files, as <c>docker save</c>, <c>podman save</c> and <c>skopeo copy</c> write and read
/// them.
/// </summary>
internal static class ImageArchiveEndpoints
{
    private const long MaxArchiveBytes = 32L << 30;

    public static void MapImageArchives(this IEndpointRouteBuilder api)
    {
        api.MapPost("/images/import", ImportAsync)
            .WithSummary("Imports the images of an uploaded archive; responds with progress events")
            .WithMetadata(new UploadLimit(MaxArchiveBytes)).Produces<OperationEvent>();
        api.MapGet("/images/export", ExportAsync)
            .WithSummary("An image as an archive: an OCI layout that `docker load` can read, too")
            .Produces(StatusCodes.Status200OK, contentType: "application/x-tar");
    }

    private static async Task<IResult> ImportAsync(
        HttpContext http, ContentStore content, ImageStore images, UploadedTrees uploads, string? name = null)
    {
        http.RequireAdministrator("importing images");
        var reference = name is null ? null : ImageEndpoints.RequireLocalName(name);
        var upload = await uploads.ReceiveAsync(http.Request.Body, MaxArchiveBytes, http.RequestAborted);
        return ProgressStream.Of("import-image", http, async (emit, cancel) =>
        {
            using (upload)
            {
                await using var archive = File.OpenRead(upload.Archive);
                var options = new ArchiveOptions
                {
                    MaxBytes = 2 * MaxArchiveBytes, ScratchDirectory = Path.GetDirectoryName(upload.Archive),
                };
                var stored = await new ImageImport(content, images)
                    .RunAsync(archive, reference, options, line => emit("log", line), cancel);
                return $"imported {string.Join(", ", stored.Select(image => image.Name))}";
            }
        });
    }

    private static async Task<IResult> ExportAsync(
        HttpContext http, string name, ContentStore content, PullableImages images, string format = "docker")
    {
        if (format is not ("docker" or "oci"))
            throw new SlipwayException(ErrorCode.Invalid, $"'{Excerpt.Of(format)}' is no format for images",
                "write docker or oci: the archive is both");
        var (reference, image) = await images.GetAsync(http.Account(), name, http.RequestAborted);
        var archived = reference.Digest is null ? $"{reference.Repository}:{reference.Tag ?? "latest"}" : null;
        var export = await ImageExport.OpenAsync(content, image, archived, http.RequestAborted);
        http.Response.RegisterForDisposeAsync(export);
        return Results.Stream(body => WriteAsync(http, export, body), "application/x-tar");
    }

    /// <summary>Writing an archive blocks, so it runs on its own thread.</summary>
    private static Task WriteAsync(HttpContext http, ImageExport export, Stream body)
    {
        if (http.Features.Get<IHttpBodyControlFeature>() is { } control)
            control.AllowSynchronousIO = true;
        return Task.Factory.StartNew(
            () => export.Write(body, http.RequestAborted), http.RequestAborted,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }
}
