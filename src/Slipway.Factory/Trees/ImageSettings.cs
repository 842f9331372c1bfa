using System.Collections.Immutable;
using Slipway.Factory.Naming;

namespace Slipway.Factory.Trees;

/// <summary>What <c>image.yml</c>, beside a template, says of its image. All of it is optional.</summary>
public sealed record ImageSettings
{
    public const string FileName = "image.yml";

    /// <summary>The image's name; null is the name of its directory.</summary>
    public string? Name { get; init; }

    /// <summary>Major and minor; null publishes under the tree's tag alone.</summary>
    public VersionLine? Version { get; init; }

    /// <summary>Other names, <c>repository:tag</c>, that follow the newest release.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>
    /// The code name of the Debian release that the image is bootstrapped from, in place of a Dockerfile; null for all
    /// images but the base.
    /// </summary>
    public string? Debian { get; init; }

    /// <summary>Packages beside the minimal ones of such an image.</summary>
    public ImmutableArray<string> DebianPackages { get; init; } = [];

    /// <summary>Patterns of files that a release may lack though the last one of its line had them.</summary>
    public ImmutableArray<string> MayRemove { get; init; } = [];

    /// <summary>Names of spec tests that do not count for this image.</summary>
    public ImmutableHashSet<string> Tolerated { get; init; } = [];
}
