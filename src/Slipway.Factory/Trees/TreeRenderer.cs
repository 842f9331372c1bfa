using System.Collections.Immutable;
using Slipway.Dockerfiles.Planning;
using Slipway.Dockerfiles.Syntax;
using Slipway.Oci;
using Slipway.Templates;
using Slipway.Templates.Dialects;
using Slipway.Yaml;

namespace Slipway.Factory.Trees;

/// <summary>
/// Renders the images of a tree with the functions and variables of all three dialects. Templates are loaded from the
/// image's own directory, then from the directories of images, then from the root of the tree. Thread-safe.
/// </summary>
public sealed class TreeRenderer
{
    private readonly TemplateTree _tree;
    private readonly Dictionary<string, object?> _variables;
    private readonly IReadOnlyDictionary<string, object?> _repositories;
    private readonly CcpImageNames _names;

    /// <exception cref="SlipwayException">A file that the settings name cannot be read.</exception>
    public TreeRenderer(TemplateTree tree)
    {
        _tree = tree;
        var settings = tree.Settings;
        var architecture = new ContainerArchitecture
        {
            Namespace = settings.Registry is null ? settings.Namespace : $"{settings.Registry}/{settings.Namespace}",
            ImagePrefix = settings.ImagePrefix, Tag = settings.Tag,
            Maintainer = settings.Maintainer, IncludeFooter = settings.Footer,
        };
        _variables = new Dictionary<string, object?>(architecture.Variables);
        foreach (var (name, value) in settings.Variables)
            _variables[name] = value;
        _repositories = settings.PackageRepositories is { } file
            ? Repositories(file)
            : new Dictionary<string, object?>();
        _names = new CcpImageNames
        {
            Namespace = settings.Namespace, Tag = settings.Tag, RegistryAddress = settings.Registry,
            Specs = tree.Images.Values.ToDictionary(
                image => image.Name, image => ((string?)null, image.Settings.Version?.ToString())),
        };
    }

    /// <exception cref="TemplateException">A template of the image cannot be rendered.</exception>
    /// <exception cref="Dockerfiles.DockerfileException">What it renders is no Dockerfile.</exception>
    public RenderedImage Render(TreeImage image)
    {
        if (image.Template is null)
            return new RenderedImage(image, null, ImmutableSortedDictionary<string, string>.Empty, [], []);
        var functions = new CcpImage(_names, [.. _tree.Settings.Sources.Keys]);
        var environment = new TemplateEnvironment(SourceOf(image), new TemplateOptions
        {
            Undefined = _tree.Settings.Strict ? UndefinedBehavior.Strict : UndefinedBehavior.Lenient,
        });
        functions.AddTo(environment);
        Kolla.AddTo(environment, _repositories);
        var variables = new Dictionary<string, object?>(_variables) { ["image_name"] = image.Name };
        var dockerfile = image.Template.EndsWith(".j2", StringComparison.Ordinal)
            ? RenderTemplate(environment, image, variables)
            : ReadPlain(image);
        var files = functions.RenderedFiles.DistinctBy(file => file.Target)
            .ToImmutableSortedDictionary(
                file => file.Target, file => environment.Get(file.Source).Render(variables), StringComparer.Ordinal);
        return new RenderedImage(image, dockerfile, files, [.. functions.Sources], ImagesOf(dockerfile));
    }

    private string RenderTemplate(
        TemplateEnvironment environment, TreeImage image, Dictionary<string, object?> variables)
    {
        var own = environment.Get(image.Template!);
        if (_tree.Settings.Override is not { } path)
            return own.Render(variables);
        variables["parent_template"] = own;
        return environment.Get(path).Render(variables);
    }

    private string ReadPlain(TreeImage image) => _tree.Files.Find(image.PathOf(image.Template!))
        ?? throw new TemplateException(TemplateError.TemplateNotFound, image.PathOf(image.Template!));

    private TreeTemplates SourceOf(TreeImage image) =>
        new(_tree.Files, [.. _tree.Settings.Directories.Select(FactorySettings.Trimmed).Prepend(image.Directory)
            .Append("").Distinct()]);

    private Dictionary<string, object?> Repositories(string file)
    {
        var text = _tree.Files.Find(file)
            ?? throw new SlipwayException(
                ErrorCode.Factory, $"{file} is not in this tree", "correct package-repositories in factory.yml");
        try
        {
            return YamlValues.Of(YamlTree.Read(text)) as Dictionary<string, object?>
                ?? throw new SlipwayException(
                    ErrorCode.Factory,
                    $"{file} is no map of repositories", "it begins with package types and distributions");
        }
        catch (YamlTreeException e)
        {
            throw new SlipwayException(
                ErrorCode.Factory, $"{file}, line {e.Line}: {e.Message}", "correct the text at this line", e);
        }
    }

    /// <summary>The images that a plan requests before it knows any: those that a Dockerfile uses.</summary>
    private static ImmutableArray<ImageReference> ImagesOf(string dockerfile)
    {
        var inputs = new PlanInputs(
            Dockerfile.Parse(dockerfile), null, ImmutableDictionary<string, string>.Empty, null, "amd64");
        var (_, images) = BuildPlanner.Plan(inputs, new Dictionary<ImageReference, ImageConfig>());
        return [.. images.OrderBy(image => image.ToString(), StringComparer.Ordinal)];
    }
}
