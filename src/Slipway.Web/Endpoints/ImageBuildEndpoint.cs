using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Dockerfiles;
using Slipway.Oci;
using Slipway.Platform;
using Slipway.Web.Access;
using Slipway.Web.Resources;
using Slipway.Web.Streams;

namespace Slipway.Web.Endpoints;

internal static class ImageBuildEndpoint
{
    private const long MaxUploadBytes = 2L << 30;
    private const int MaxContexts = 50;

    public static void MapImageBuild(this IEndpointRouteBuilder api) => api.MapPost("/images/build", BuildAsync)
        .WithSummary("Builds an image from an uploaded directory with a Dockerfile, with the options of the form; " +
            "responds with progress events")
        .WithMetadata(new UploadLimit(MaxUploadBytes)).Produces<OperationEvent>();

    private static async Task<IResult> BuildAsync(
        HttpContext http, string name, DockerfileBuilder builder, UploadedTrees uploads)
    {
        http.RequireAdministrator("building an image");
        var reference = ImageEndpoints.RequireLocalName(name);
        var form = await BuildForm<ImageBuildRequest>.OpenAsync(
            http.Request, ApiJson.Default.ImageBuildRequest, http.RequestAborted);
        var request = ImageBuildOptions.Of(form.Options, reference);
        var contexts = ContextsOf(form.Options);
        var received = await ReceiveAsync(form, contexts, uploads, http.RequestAborted);
        return ProgressStream.Of("build-image", http, async (emit, cancel) =>
        {
            using (received)
            {
                var source = await received.Source.UnpackAsync(cancel);
                var build = request with { Context = source, Contexts = await received.UnpackAsync(contexts, cancel) };
                var image = await builder.BuildAsync(
                    build,
                    async progress => { if (DockerfileLines.Of(progress) is var (kind, text)) await emit(kind, text); },
                    cancel);
                return $"built {reference} ({image.Digest.Short})";
            }
        });
    }

    private static IReadOnlyList<NamedContextResource> ContextsOf(ImageBuildRequest options)
    {
        var contexts = options.Contexts ?? [];
        if (contexts.Count > MaxContexts)
            throw new SlipwayException(
                ErrorCode.LimitReached, $"there are more than {MaxContexts} build contexts", "put some together");
        foreach (var name in contexts.Select(context => context?.Name ?? ""))
        {
            if (!NamedContext.IsName(name))
                throw new SlipwayException(ErrorCode.Invalid, $"'{Excerpt.Of(name)}' cannot name a build context",
                    "use letters, digits, '.', '_', '-', '/', ':' and '@', and not scratch");
        }
        return contexts.DistinctBy(context => context.Name, StringComparer.OrdinalIgnoreCase).Count() == contexts.Count
            ? contexts
            : throw new SlipwayException(
                ErrorCode.Invalid, "two build contexts have the same name", "give each a name of its own");
    }

    private static async Task<UploadedContexts> ReceiveAsync(
        BuildForm<ImageBuildRequest> form, IReadOnlyList<NamedContextResource> contexts, UploadedTrees uploads,
        CancellationToken cancel)
    {
        var received = new UploadedContexts(
            await uploads.ReceiveAsync(await form.PartAsync("source", cancel), MaxUploadBytes, cancel));
        try
        {
            foreach (var context in contexts.Where(context => context.Image is null))
                received.Add(context.Name,
                    await uploads.ReceiveAsync(await form.PartAsync("context", cancel), MaxUploadBytes, cancel));
            return received;
        }
        catch
        {
            received.Dispose();
            throw;
        }
    }
}
