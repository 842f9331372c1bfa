using System.Collections.Immutable;
using Slipway.Factory.Naming;

namespace Slipway.Factory.Trees;

/// <summary>The settings of an image, <c>image.yml</c> next to its template. All are optional.</summary>
public sealed record ImageSettings
{
    public const string FileName = "image.yml";

    /// <summary>The image's name; null uses the name of its directory.</summary>
    public string? Name { get; init; }

    /// <summary>Major and minor version; null publishes only under the tree's tag.</summary>
    public VersionLine? Version { get; init; }

    /// <summary>Tags, <c>repository:tag</c>, that follow the newest release.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>
    /// The code name of the Debian release that is bootstrapped instead of building a Dockerfile; null for all images
    /// but the base.
    /// </summary>
    public string? Debian { get; init; }

    /// <summary>Additional packages of such an image.</summary>
    public ImmutableArray<string> DebianPackages { get; init; } = [];

    /// <summary>
    /// Patterns of files that may be missing although the last release of the same minor version had them.
    /// </summary>
    public ImmutableArray<string> MayRemove { get; init; } = [];

    /// <summary>Names of spec tests whose failures are ignored for this image.</summary>
    public ImmutableHashSet<string> Tolerated { get; init; } = [];
}
