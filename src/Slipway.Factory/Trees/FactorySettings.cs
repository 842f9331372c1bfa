using System.Collections.Immutable;
using Slipway.Factory.Naming;
using Slipway.Templates.Loading;

namespace Slipway.Factory.Trees;

/// <summary>The settings of a tree, <c>factory.yml</c> in its root.</summary>
public sealed record FactorySettings
{
    public const string FileName = "factory.yml";

    /// <summary>The maximum size of text files of a tree, in bytes.</summary>
    internal const int MaxFileBytes = 4 << 20;

    /// <summary>The name of the tree in records and watches.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The first component of the images' repositories: a group (<see cref="ImageGroup"/>), or any other name for
    /// foreign trees.
    /// </summary>
    public required string Namespace { get; init; }

    /// <summary>
    /// The host of the registry in FROM lines; null omits it. Required for a group with a dot, because clients take a
    /// first component with a dot for a registry.
    /// </summary>
    public string? Registry { get; init; }

    /// <summary>A prefix of the images' names; may be empty.</summary>
    public string ImagePrefix { get; init; } = "";

    /// <summary>The floating tag of images without versions.</summary>
    public string Tag { get; init; } = "latest";

    public string Maintainer { get; init; } = "";

    /// <summary>Instructions appended to each Dockerfile; may be empty.</summary>
    public string Footer { get; init; } = "";

    /// <summary>Whether undefined variables are errors. kolla's templates need false.</summary>
    public bool Strict { get; init; } = true;

    /// <summary>The naming scheme of layers; null for none.</summary>
    public LayerScheme? Layers { get; init; }

    /// <summary>Directories with images, relative to the root.</summary>
    public ImmutableArray<string> Directories { get; init; } = ["."];

    /// <summary>Allowed base repositories outside the tree.</summary>
    public ImmutableArray<string> Bases { get; init; } = [];

    /// <summary>Variables of all templates.</summary>
    public IReadOnlyDictionary<string, object?> Variables { get; init; } = new Dictionary<string, object?>();

    public IReadOnlyDictionary<string, TreeSource> Sources { get; init; } = new Dictionary<string, TreeSource>();

    /// <summary>
    /// A template that every image's template extends through <c>parent_template</c>, relative to the root; null is
    /// none.
    /// </summary>
    public string? Override { get; init; }

    /// <summary>kolla's <c>repos.yaml</c>, relative to the root; null is none.</summary>
    public string? PackageRepositories { get; init; }

    /// <summary>Names of spec tests whose failures are ignored.</summary>
    public ImmutableHashSet<string> Tolerated { get; init; } = [];

    /// <param name="name">The default name of the tree.</param>
    /// <exception cref="SlipwayException">The file is refused.</exception>
    internal static FactorySettings Read(string root, string name) =>
        new DirectoryTemplates([root], MaxFileBytes).Find(FileName) is { } text
        ? SettingsReader.Factory(text, FileName, name)
        : new FactorySettings { Name = name, Namespace = name };

    /// <summary>A directory as a prefix of paths relative to the root; empty is the root.</summary>
    internal static string Trimmed(string directory) => directory == "." ? "" : directory.Trim('/');
}
