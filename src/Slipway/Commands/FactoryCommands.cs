using System.CommandLine;
using System.Net.Http.Headers;
using Slipway.Client;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

/// <summary>The image factory: builds tested images from trees of templates.</summary>
internal static class FactoryCommands
{
    private static readonly Argument<DirectoryInfo> Tree = new("DIR") { Description = "a tree of image templates" };
    private static readonly Argument<string[]> Images =
        new("IMAGE") { Description = "only these images (default: all)", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<DirectoryInfo?> Target =
        new("--to") { Description = "write the rendered files to this directory", HelpName = "DIR" };
    private static readonly Option<string> Form =
        new("--format") { Description = "format: tree, dot or svg", DefaultValueFactory = _ => "tree" };
    private static readonly Option<string?> Change =
        new("--change") { Description = "a change under review, CHANGE or CHANGE_PATCHSET", HelpName = "CHANGE" };
    private static readonly Option<string?> Link =
        new("--change-link") { Description = "URL of the change in the review system", HelpName = "URL" };
    private static readonly Option<string?> Commit =
        new("--commit") { Description = "the commit of the templates", HelpName = "COMMIT" };
    private static readonly Option<string> Branch =
        new("--branch")
        {
            Description = "the branch of the templates", DefaultValueFactory = _ => "main", HelpName = "BRANCH",
        };
    private static readonly Option<bool> Refresh =
        new("--refresh") { Description = "check the package archives for updates" };
    private static readonly Option<string?> OfTree =
        new("--tree") { Description = "only images of this tree", HelpName = "NAME" };
    private static readonly Option<int?> OfChange =
        new("--change") { Description = "only images of this change, of all trees", HelpName = "CHANGE" };
    private static readonly Option<string?> OfImage =
        new("--image") { Description = "only images of this name", HelpName = "IMAGE" };
    private static readonly Argument<string> Image = new("IMAGE") { Description = "the image's name in its tree" };
    private static readonly Argument<int> Promoted = new("CHANGE") { Description = "the change's number" };
    private static readonly Option<bool> Dry = new("--dry-run") { Description = "only show what would be deleted" };
    private static readonly Argument<string> Name =
        new("NAME") { Description = "repository:tag of an image of the factory" };

    public static Command Create() => Verb.Group("factory", "Image factory: builds and tests images (administrators)",
        Verb.Local("init", "Writes a small example tree", [Tree], FactoryTreeTemplate.WriteAsync),
        Verb.Of("render", "Renders the Dockerfiles", [Tree, Images, Target], RenderAsync),
        Verb.Of("lint", "Runs the spec tests: renders and checks everything, builds nothing",
            [Tree, FactoryProgressRunner.JUnit], LintAsync),
        Verb.Of("graph", "Shows which image is built from which", [Tree, Form], GraphAsync),
        Verb.Of("build", "Builds, tests and publishes missing and changed images",
            [Tree, Images, Change, Link, Commit, Branch, Refresh, .. ClusterOptions.All, FactoryProgressRunner.JUnit],
            BuildAsync),
        Verb.Of("test", "Tests existing images with the current tests of the tree",
            [Tree, Images, Change, .. ClusterOptions.All, FactoryProgressRunner.JUnit], TestAsync),
        FactoryPushCommand.Create(),
        Verb.Of("status", "Lists the images that the factory built, newest first",
            [OfTree, OfImage, OfChange], StatusAsync),
        Verb.Of("show", "Shows the content and the inputs of an image", [Name], ShowAsync),
        Verb.Of("explain", "Says whether the next build would build an image, and why", [Tree, Image], ExplainAsync),
        Verb.Of("promote", "Releases all images of a change, with the same digests",
            [Promoted], PromoteAsync),
        Verb.Of("prune", "Deletes old images that nothing needs", [Dry], PruneAsync),
        WatchCommands.Create(),
        Verb.Of("pin", "Protects an image from prune", [Name],
            (context, cancel) => PinAsync(context, true, cancel)),
        Verb.Of("unpin", "Stops protecting an image from prune", [Name],
            (context, cancel) => PinAsync(context, false, cancel)));

    private static async Task<int> RenderAsync(CommandContext context, CancellationToken cancel)
    {
        var inspection = await InspectAsync(context, cancel);
        var wanted = context.Arguments.GetValue(Images) ?? [];
        var images = inspection.Images.Where(image => wanted.Length == 0 || wanted.Contains(image.Name)).ToList();
        FactoryOutput.RequireKnown(inspection, wanted);
        var broken = FactoryOutput.Findings(
            [.. inspection.Findings.Where(finding => finding.Rule is "render" or "dockerfile")]);
        if (context.Arguments.GetValue(Target) is { } target)
            FactoryOutput.Write(images, target.FullName);
        else
            context.Output.Show(inspection with { Images = images }, ApiJson.Default.InspectionResource,
                shown => FactoryOutput.Dockerfiles(shown.Images));
        return broken ? ExitCode.DataError : ExitCode.Success;
    }

    private static async Task<int> LintAsync(CommandContext context, CancellationToken cancel)
    {
        var inspection = await InspectAsync(context, cancel);
        if (context.Arguments.GetValue(FactoryProgressRunner.JUnit) is { } file)
            FactoryJUnit.Write(file, inspection);
        context.Output.Show(inspection.Findings, ApiJson.Default.IReadOnlyListFindingResource,
            findings => FactoryOutput.Findings(findings));
        if (!context.Output.Json)
            Output.Note($"{inspection.Images.Count} images rendered, {inspection.Findings.Count} findings");
        return inspection.Findings.Count > 0 ? ExitCode.DataError : ExitCode.Success;
    }

    private static async Task<int> GraphAsync(CommandContext context, CancellationToken cancel)
    {
        var inspection = await InspectAsync(context, cancel);
        var format = context.Arguments.GetRequiredValue(Form);
        var graph = FactoryOutput.GraphOf(inspection);
        context.Output.Show(inspection, ApiJson.Default.InspectionResource,
            _ => Console.Out.Write(FactoryOutput.Picture(graph, format)));
        return ExitCode.Success;
    }

    private static async Task<int> BuildAsync(CommandContext context, CancellationToken cancel)
    {
        using var content = await GivenAsync(context, cancel);
        return await FactoryProgressRunner.RunAsync(context, "factory/builds",
        [
            .. Wanted(context),
            ("link", context.Arguments.GetValue(Link)), ("commit", context.Arguments.GetValue(Commit)),
            ("branch", context.Arguments.GetValue(Branch)),
            ("refresh", context.Arguments.GetValue(Refresh) ? "true" : null),
        ], content, cancel);
    }

    private static async Task<int> TestAsync(CommandContext context, CancellationToken cancel)
    {
        using var content = await GivenAsync(context, cancel);
        return await FactoryProgressRunner.RunAsync(context, "factory/tests", Wanted(context), content, cancel);
    }

    private static IEnumerable<(string Key, string? Value)> Wanted(CommandContext context) =>
    [
        ("name", NameOf(context)), ("change", context.Arguments.GetValue(Change)),
        .. (context.Arguments.GetValue(Images) ?? []).Select(image => ("image", (string?)image)),
    ];

    private static async Task<int> StatusAsync(CommandContext context, CancellationToken cancel)
    {
        var query =
            new[] { ("tree", context.Arguments.GetValue(OfTree)), ("image", context.Arguments.GetValue(OfImage)),
                ("change", context.Arguments.GetValue(OfChange)?.ToString()) }
            .Where(entry => entry.Item2 is not null)
            .Select(entry => $"{entry.Item1}={Uri.EscapeDataString(entry.Item2!)}");
        var images = await context.Api.GetAsync(
            $"factory/images?{string.Join('&', query)}", ApiJson.Default.IReadOnlyListFactoryImageResource, cancel);
        context.Output.Show(images, ApiJson.Default.IReadOnlyListFactoryImageResource, shown => Output.Table(
            ["IMAGE", "BUILT", "BRANCH", "CHANGE", "PINNED", "DIGEST"],
            shown.Select(image => new[] { image.Name, HumanReadable.Since(image.Built), image.Branch, image.Change,
                image.Pinned ? "yes" : null,
                image.Digest[..19] })));
        return ExitCode.Success;
    }

    private static async Task<int> ShowAsync(CommandContext context, CancellationToken cancel)
    {
        context.Output.Show(
            await FindAsync(context, cancel), ApiJson.Default.FactoryImageResource, FactoryOutput.Image);
        return ExitCode.Success;
    }

    private static async Task<int> ExplainAsync(CommandContext context, CancellationToken cancel)
    {
        using var content = Packed(context);
        var path = $"factory/explanations?name={NameOf(context)}&image=" +
            $"{Uri.EscapeDataString(context.Arguments.GetRequiredValue(Image))}";
        var explanation = await context.Api.SendAsync(
            HttpMethod.Post, path, content, ApiJson.Default.ExplanationResource, cancel);
        context.Output.Show(explanation, ApiJson.Default.ExplanationResource, shown => Console.Out.WriteLine(
            $"{shown.Image} {(shown.WouldBuild ? "would be built" : "would not be built")}: " +
                $"{Output.Printable(string.Join("; ", shown.Reasons))}"));
        return ExitCode.Success;
    }

    private static async Task<int> PromoteAsync(CommandContext context, CancellationToken cancel)
    {
        var promotion = new Promotion(context.Arguments.GetRequiredValue(Promoted));
        var released = await context.Api.SendAsync(
            HttpMethod.Post, "factory/promotions", promotion, ApiJson.Default.Promotion,
            ApiJson.Default.IReadOnlyListFactoryImageResource, cancel);
        context.Output.Show(released, ApiJson.Default.IReadOnlyListFactoryImageResource, shown => Output.Table(
            ["IMAGE", "DIGEST"], shown.Select(image => new[] { image.Name, image.Digest[..19] })));
        return ExitCode.Success;
    }

    private static async Task<int> PruneAsync(CommandContext context, CancellationToken cancel)
    {
        var dry = context.Arguments.GetValue(Dry);
        var path = $"factory/images/prune?dry={(dry ? "true" : "false")}";
        var pruned = await context.Api.SendAsync(
            HttpMethod.Post, path, null, ApiJson.Default.PruneResource, cancel);
        context.Output.Show(pruned, ApiJson.Default.PruneResource, shown => FactoryOutput.Pruned(shown, dry));
        return ExitCode.Success;
    }

    private static async Task<int> PinAsync(CommandContext context, bool pinned, CancellationToken cancel)
    {
        var image = await FindAsync(context, cancel);
        await context.Api.PutAsync(
            $"factory/images/{image.Id}/pin", new NewPin(pinned), ApiJson.Default.NewPin, cancel);
        context.Output.Line($"{image.Name} is {(pinned ? "pinned" : "no longer pinned")}");
        return ExitCode.Success;
    }

    private static async Task<FactoryImageResource> FindAsync(CommandContext context, CancellationToken cancel)
    {
        var name = context.Arguments.GetRequiredValue(Name);
        var images = await context.Api.GetAsync(
            "factory/images?limit=10000", ApiJson.Default.IReadOnlyListFactoryImageResource, cancel);
        return images.FirstOrDefault(image => image.Name == name || image.Id == name)
            ?? throw new SlipwayException(
                ErrorCode.NotFound, $"the factory made no image {name}", "slipway factory status shows those it made");
    }

    private static async Task<InspectionResource> InspectAsync(CommandContext context, CancellationToken cancel)
    {
        using var content = Packed(context);
        return await context.Api.SendAsync(HttpMethod.Post, $"factory/inspections?name={NameOf(context)}", content,
            ApiJson.Default.InspectionResource, cancel);
    }

    /// <summary>The tree, with the cluster for its Pod tests if one is given.</summary>
    private static async Task<HttpContent> GivenAsync(CommandContext context, CancellationToken cancel) =>
        await ClusterOptions.ReadAsync(context, cancel) is { } cluster
            ? BuildFormContent.Of(new FactoryBuildOptions { Cluster = cluster }, ApiJson.Default.FactoryBuildOptions)
                .With("source", Packed(context))
            : Packed(context);

    private static TarGzContent Packed(CommandContext context)
    {
        var directory = context.Arguments.GetRequiredValue(Tree);
        if (!directory.Exists)
            throw new SlipwayException(ErrorCode.NotFound, $"{directory.FullName} does not exist");
        var content = TreeContent.Of(directory);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return content;
    }

    /// <summary>The default name of a tree is its directory's, as far as that is a valid name.</summary>
    private static string NameOf(CommandContext context)
    {
        var name = string.Concat(context.Arguments.GetRequiredValue(Tree).Name.ToLowerInvariant()
            .Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'))
            .Trim('-');
        return name.Length is > 0 and <= 64 ? name : "tree";
    }
}
