using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Slipway.Factory.Naming;
using Slipway.Factory.Pipeline;
using Slipway.Factory.Pruning;
using Slipway.Factory.Records;
using Slipway.Factory.Specs;
using Slipway.Factory.Trees;
using Slipway.ImageTests.Clusters;
using Slipway.Oci;
using Slipway.Registry.Remote;
using Slipway.Web.Access;
using Slipway.Web.Resources;
using Slipway.Web.Streams;

namespace Slipway.Web.Endpoints;

/// <summary>The image factory. All applications depend on its images, so it is for administrators.</summary>
internal static class FactoryEndpoints
{
    private const long MaxTreeBytes = 2L << 30;
    private const int MaxListedImages = 10_000;

    public static void MapFactory(this IEndpointRouteBuilder api)
    {
        api.MapPost("/factory/inspections", InspectAsync)
            .WithSummary("Renders and tests an uploaded tree of templates; builds nothing")
            .WithMetadata(new UploadLimit(MaxTreeBytes)).Produces<InspectionResource>();
        api.MapPost("/factory/builds", BuildAsync)
            .WithSummary(
                "Builds the images of an uploaded tree; responds with progress events, one with each image's result")
            .WithMetadata(new UploadLimit(MaxTreeBytes)).Produces<OperationEvent>();
        api.MapPost("/factory/tests", TestAsync)
            .WithSummary(
                "Tests existing images of an uploaded tree, or those of a change; responds with progress events")
            .WithMetadata(new UploadLimit(MaxTreeBytes)).Produces<OperationEvent>();
        api.MapGet("/factory/images", ListAsync)
            .WithSummary("Images that the factory built, newest first; of a tree, an image or a change")
            .Produces<IReadOnlyList<FactoryImageResource>>();
        api.MapPost("/factory/explanations", ExplainAsync)
            .WithSummary("Whether the next build of an uploaded tree would build an image, and why")
            .WithMetadata(new UploadLimit(MaxTreeBytes)).Produces<ExplanationResource>();
        api.MapPost("/factory/promotions", PromoteAsync)
            .WithSummary("Releases the images of a change")
            .Produces<IReadOnlyList<FactoryImageResource>>();
        api.MapPost("/factory/pushes", Push)
            .WithSummary("Pushes published images to another registry; responds with progress events")
            .Produces<OperationEvent>();
        api.MapPost("/factory/images/prune", PruneAsync)
            .WithSummary("Deletes old images that nothing needs; dry=true only lists them")
            .Produces<PruneResource>();
        api.MapPut("/factory/images/{id}/pin", PinAsync)
            .WithSummary("Protects an image from pruning, or stops protecting it")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<InspectionResource> InspectAsync(
        HttpContext http, UploadedTrees uploads, CancellationToken cancel, string name = "tree")
    {
        http.RequireAdministrator("the image factory");
        using var upload = await uploads.ReceiveAsync(http.Request.Body, MaxTreeBytes, cancel);
        var tree = TemplateTree.Read(await upload.UnpackAsync(cancel), RequireName(name));
        return FactoryMapping.Of(tree, SpecTests.Run(tree));
    }

    private static async Task<IResult> BuildAsync(
        HttpContext http, UploadedTrees uploads, ImagePush pushes, FactoryPipeline pipeline,
        [FromQuery] string[]? image = null, string name = "tree",
        string? change = null, string? link = null, string? commit = null,
        string branch = ImageRecord.MainBranch, bool refresh = false)
    {
        var number = change is null ? null : RequireChange(change);
        return await StreamAsync("factory-build", http, uploads, pushes,
            (directory, cluster, progress, cancel) => pipeline.RunAsync(new FactoryBuildRequest
            {
                Tree = TemplateTree.Read(directory, RequireName(name)),
                Images = [.. image ?? []], Branch = branch, Change = number, ChangeLink = link,
                TemplateCommit = commit, Refresh = refresh,
                Cluster = cluster,
            }, progress, cancel));
    }

    private static async Task<IResult> TestAsync(
        HttpContext http, UploadedTrees uploads, ImagePush pushes, FactoryPipeline pipeline,
        [FromQuery] string[]? image = null, string name = "tree",
        string? change = null)
    {
        var number = change is null ? null : RequireChange(change);
        return await StreamAsync("factory-test", http, uploads, pushes,
            (directory, cluster, progress, cancel) => pipeline.TestAsync(new FactoryBuildRequest
            {
                Tree = TemplateTree.Read(directory, RequireName(name)), Images = [.. image ?? []],
                Change = number, Cluster = cluster,
            }, progress, cancel));
    }

    private static async Task<IResult> StreamAsync(
        string kind, HttpContext http, UploadedTrees uploads, ImagePush pushes,
        Func<string, PodCluster?, Func<FactoryProgress, ValueTask>, CancellationToken, Task<FactoryReport>> work)
    {
        http.RequireAdministrator("the image factory");
        var form = await BuildForm<FactoryBuildOptions>.OpenAsync(
            http.Request, ApiJson.Default.FactoryBuildOptions, http.RequestAborted);
        var open = FactoryClusters.Read(form.Options.Cluster, pushes.LoginDirectory);
        var upload = await uploads.ReceiveAsync(
            await form.PartAsync("source", http.RequestAborted), MaxTreeBytes, http.RequestAborted);
        return ProgressStream.Of(kind, http, async (emit, cancel) =>
        {
            using var received = upload;
            using var cluster = open?.Invoke();
            var directory = await received.UnpackAsync(cancel);
            return FactoryMapping.Summary(
                await work(directory, cluster, progress => emit(FactoryMapping.EventOf(progress)), cancel));
        });
    }

    private static async Task<IReadOnlyList<FactoryImageResource>> ListAsync(
        HttpContext http, IImageRecords records, CancellationToken cancel, string? tree = null, string? image = null,
        int? change = null, int limit = 1000)
    {
        http.RequireAdministrator("the image factory");
        var query = new ImageQuery
        {
            Tree = tree, Image = image, Change = change, Limit = Math.Clamp(limit, 1, MaxListedImages),
        };
        return [.. (await records.ListAsync(query, cancel)).Select(FactoryMapping.Of)];
    }

    private static async Task<IResult> PinAsync(
        HttpContext http, string id, NewPin pin, IImageRecords records, CancellationToken cancel)
    {
        http.RequireAdministrator("the image factory");
        return await records.PinAsync(id, pin.Pinned, cancel)
            ? TypedResults.NoContent()
            : throw new SlipwayException(ErrorCode.NotFound, $"the factory made no image {Excerpt.Of(id)}",
                "slipway factory status shows those it made");
    }

    private static async Task<ExplanationResource> ExplainAsync(
        HttpContext http, UploadedTrees uploads, FactoryPipeline pipeline, string image,
        CancellationToken cancel, string name = "tree")
    {
        http.RequireAdministrator("the image factory");
        using var upload = await uploads.ReceiveAsync(http.Request.Body, MaxTreeBytes, cancel);
        var run =
            new FactoryBuildRequest { Tree = TemplateTree.Read(await upload.UnpackAsync(cancel), RequireName(name)) };
        var explanation = await pipeline.ExplainAsync(run, image, cancel);
        return new ExplanationResource(explanation.Image, explanation.WouldBuild, explanation.Reasons);
    }

    private static async Task<IReadOnlyList<FactoryImageResource>> PromoteAsync(
        HttpContext http, Promotion promotion, FactoryPipeline pipeline, CancellationToken cancel)
    {
        http.RequireAdministrator("the image factory");
        return [.. (await pipeline.PromoteAsync(promotion.Change, cancel)).Select(FactoryMapping.Of)];
    }

    private static IResult Push(HttpContext http, NewPush push, ImagePush pushes)
    {
        http.RequireAdministrator("the image factory");
        FactoryClusters.RequireRegistry(push.Registry);
        var query = new ImageQuery { Tree = push.Tree, Image = push.Image, Change = push.Change };
        return ProgressStream.Of("factory-push", http, async (emit, cancel) =>
        {
            using var registry = new RemoteRegistry(
                pushes.LoginDirectory, push.Registry,
                FactoryClusters.LoginOf(push.User, push.Password), push.PlainHttp);
            var sent = await pushes.RunAsync(query, registry, line => emit("log", line), cancel);
            return sent == 0 ? $"{push.Registry} has it all already" : $"{sent} tags sent to {push.Registry}";
        });
    }

    private static async Task<PruneResource> PruneAsync(
        HttpContext http, FactoryPipeline pipeline, ImagesInUse used, CancellationToken cancel, bool dry = false)
    {
        http.RequireAdministrator("the image factory");
        var plan = await pipeline.PruneAsync(new ImagePrunePolicy(), used.FindAsync, dry, cancel);
        var kept = plan.Kept.GroupBy(entry => entry.Record.ToString())
            .ToDictionary(group => group.Key, group => group.Last().Reason);
        return new PruneResource([.. plan.Removed.Select(record => record.ToString()).Except(kept.Keys)], kept);
    }

    private static string RequireName(string name) =>
        name.Length <= 64 && ImageReference.IsRepository(name) && !name.Contains('/', StringComparison.Ordinal)
        ? name
        : throw new SlipwayException(ErrorCode.Invalid, $"'{Excerpt.Of(name)}' is no name for a tree",
            "use lower-case letters, digits and dashes");

    private static ChangeNumber RequireChange(string text)
    {
        var parts = text.Split('_');
        var numbers = parts.Select(part => int.TryParse(
            part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 0)
            .ToList();
        return numbers.Count is 1 or 2 && numbers.All(number => number > 0)
            ? new ChangeNumber(numbers[0], numbers.Count == 2 ? numbers[1] : null)
            : throw new SlipwayException(ErrorCode.Invalid, $"'{Excerpt.Of(text)}' is no change",
                "write CHANGE or CHANGE_PATCHSET, such as 19026_2");
    }
}
