using System.Collections.Immutable;
using Slipway.Dockerfiles;
using Slipway.Dockerfiles.Syntax;
using Slipway.Factory.Graph;
using Slipway.Factory.Trees;
using Slipway.Templates;

namespace Slipway.Factory.Specs;

/// <summary>
/// The static tests of a tree: everything is rendered and parsed, nothing is built (seed 002, "Run spec tests").
/// </summary>
public static class SpecTests
{
    /// <summary>The rules, and what each checks.</summary>
    public static ImmutableArray<(string Rule, string Meaning)> Rules { get; } =
    [
        ("render", "each template renders, with every variable set"),
        ("dockerfile", "what it renders is a Dockerfile"),
        ("from", "FROM names an image of this tree or one of its bases"),
        ("tests", "the tests beside a template are what test files may be"),
        ("graph", "the images can be built in some order"),
        ("layer", "the name says a layer, and FROM fits it"),
        ("version", "packages are not pinned to an exact version in a template"),
        ("user", "an image that starts a program does not start it as root"),
        ("command", "a layer that others are made from starts no program"),
        ("maintainer", "an image says who maintains it"),
    ];

    /// <summary>Renders a tree and tests it.</summary>
    public static SpecResult Run(TemplateTree tree)
    {
        var (images, findings) = Render(tree);
        ImageGraph? graph = null;
        try
        {
            graph = images.Count == tree.Images.Count ? GraphBuilder.Of(tree.Settings, images) : null;
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.Factory)
        {
            findings.Add(new SpecFinding("graph", "", FactorySettings.FileName, null, e.Message, e.NextStep ?? ""));
        }
        if (graph is not null)
        {
            var rules = new ImageRules(tree, graph, images.ToDictionary(image => image.Image.Name));
            findings.AddRange(images.SelectMany(rules.Test));
        }
        return new SpecResult(graph, images, [.. findings.Where(finding => !IsTolerated(tree, finding))]);
    }

    private static (List<RenderedImage> Images, List<SpecFinding> Findings) Render(TemplateTree tree)
    {
        var renderer = new TreeRenderer(tree);
        var results = tree.Images.Values.AsParallel().AsOrdered().Select(image => Render(renderer, image)).ToList();
        return ([.. results.Select(result => result.Image).OfType<RenderedImage>()],
            [.. results.Select(result => result.Finding).OfType<SpecFinding>()]);
    }

    private static (RenderedImage? Image, SpecFinding? Finding) Render(TreeRenderer renderer, TreeImage image)
    {
        try
        {
            return (renderer.Render(image), null);
        }
        catch (TemplateException e)
        {
            var file = e.Template is { } template ? image.PathOf(template) : image.PathOf(image.Template!);
            return (null, new SpecFinding("render", image.Name, file, e.Line, $"{e.Error}: {e.Cause}",
                "correct the template, or set the variable in factory.yml"));
        }
        catch (DockerfileException e)
        {
            return (null, new SpecFinding(
                "dockerfile", image.Name, image.PathOf(image.Template!), e.Line,
                $"rendered, this is no Dockerfile: {e.Message}",
                e.NextStep ?? "look at it with slipway factory render"));
        }
    }

    /// <summary>Errors of rendering and cycles make a build impossible, so they are never tolerated.</summary>
    private static bool IsTolerated(TemplateTree tree, SpecFinding finding) =>
        finding.Rule is not ("render" or "dockerfile" or "tests" or "graph")
        && (tree.Settings.Tolerated.Contains(finding.Rule)
            || tree.Images[finding.Image].Settings.Tolerated.Contains(finding.Rule));
}

/// <param name="Graph">Null when an image cannot be rendered or the graph has a cycle.</param>
/// <param name="Images">The images that were rendered, by name.</param>
public sealed record SpecResult(
    ImageGraph? Graph, IReadOnlyList<RenderedImage> Images, ImmutableArray<SpecFinding> Findings)
{
    public bool Passed => Findings.IsEmpty && Graph is not null;
}
