using System.Collections.Immutable;
using Slipway.Factory.Naming;
using Slipway.Factory.Sources;
using Slipway.Factory.Trees;
using Slipway.ImageTests.Clusters;

namespace Slipway.Factory.Pipeline;

/// <summary>What is to be made of a tree.</summary>
public sealed record FactoryBuildRequest
{
    public const string MainBranch = "main";

    public required TemplateTree Tree { get; init; }

    /// <summary>The images that are wanted, by name; those below them are made, too. Empty is all.</summary>
    public ImmutableArray<string> Images { get; init; } = [];

    /// <summary>Where the templates come from: images of the main branch are kept long.</summary>
    public string Branch { get; init; } = MainBranch;

    /// <summary>The change under review that the images are for; null makes releases.</summary>
    public ChangeNumber? Change { get; init; }

    public string? ChangeLink { get; init; }

    public string? TemplateCommit { get; init; }

    /// <summary>
    /// Commits of sources that are elsewhere, by the source's name, in place of those that the tree's settings mean.
    /// </summary>
    public ImmutableDictionary<string, SourceOverride> Sources { get; init; } =
        ImmutableDictionary<string, SourceOverride>.Empty;

    /// <summary>Ask the package archives what they offer now.</summary>
    public bool Refresh { get; init; }

    /// <summary>Where pods are tested; null is the engine.</summary>
    public PodCluster? Cluster { get; init; }

    /// <summary>Images that are made at the same time.</summary>
    public int Workers { get; init; } = Math.Max(2, Environment.ProcessorCount);
}
