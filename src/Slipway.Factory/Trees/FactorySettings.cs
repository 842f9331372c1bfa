using System.Collections.Immutable;
using Slipway.Factory.Naming;
using Slipway.Templates.Loading;

namespace Slipway.Factory.Trees;

/// <summary>What <c>factory.yml</c>, at the top of a tree of templates, says of all images in it.</summary>
public sealed record FactorySettings
{
    public const string FileName = "factory.yml";

    /// <summary>The longest file of a tree that is read as a text, in bytes.</summary>
    internal const int MaxFileBytes = 4 << 20;

    /// <summary>What the tree is called: records, pins and watches name it.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The first component of the images' repositories: a group (<see cref="ImageGroup"/>), or any other name for
    /// trees made elsewhere.
    /// </summary>
    public required string Namespace { get; init; }

    /// <summary>
    /// The address of the registry as FROM lines name it; null leaves it out. A group with a dot in it needs one: what
    /// stands first and has a dot is a registry for every client.
    /// </summary>
    public string? Registry { get; init; }

    /// <summary>Before the name of each image; may be empty.</summary>
    public string ImagePrefix { get; init; } = "";

    /// <summary>The floating tag of trees whose images have no versions of their own.</summary>
    public string Tag { get; init; } = "latest";

    public string Maintainer { get; init; } = "";

    /// <summary>Instructions that each image ends with; may be empty.</summary>
    public string Footer { get; init; } = "";

    /// <summary>Whether a variable that nobody set is an error. kolla's templates count on the opposite.</summary>
    public bool Strict { get; init; } = true;

    /// <summary>How names say layers; null when they do not.</summary>
    public LayerScheme? Layers { get; init; }

    /// <summary>Directories with images, from the top of the tree.</summary>
    public ImmutableArray<string> Directories { get; init; } = ["."];

    /// <summary>Repositories that images may stand on though this tree does not make them.</summary>
    public ImmutableArray<string> Bases { get; init; } = [];

    /// <summary>Variables of all templates.</summary>
    public IReadOnlyDictionary<string, object?> Variables { get; init; } = new Dictionary<string, object?>();

    public IReadOnlyDictionary<string, SourceOrigin> Sources { get; init; } = new Dictionary<string, SourceOrigin>();

    /// <summary>
    /// A template that each image's extends through <c>parent_template</c>, by its path from the top; null is none.
    /// </summary>
    public string? Override { get; init; }

    /// <summary>kolla's <c>repos.yaml</c>, by its path from the top; null is none.</summary>
    public string? PackageRepositories { get; init; }

    /// <summary>Names of spec tests that do not count here.</summary>
    public ImmutableHashSet<string> Tolerated { get; init; } = [];

    /// <param name="name">What a tree is called that does not say it itself.</param>
    /// <exception cref="SlipwayException">The file is refused.</exception>
    internal static FactorySettings Read(string root, string name) =>
        new DirectoryTemplates([root], MaxFileBytes).Find(FileName) is { } text
        ? SettingsReader.Factory(text, FileName, name)
        : new FactorySettings { Name = name, Namespace = name };

    /// <summary>A directory as paths from the top begin with it; empty is the top.</summary>
    internal static string Trimmed(string directory) => directory == "." ? "" : directory.Trim('/');
}
