using System.Collections.Immutable;
using Slipway.Factory.Naming;
using Slipway.Factory.Records;
using Slipway.Factory.Sources;
using Slipway.Factory.Trees;
using Slipway.ImageTests.Clusters;

namespace Slipway.Factory.Pipeline;

/// <summary>A request to build a tree.</summary>
public sealed record FactoryBuildRequest
{
    public required TemplateTree Tree { get; init; }

    /// <summary>Names of the wanted images; their parents are built, too. Empty means all.</summary>
    public ImmutableArray<string> Images { get; init; } = [];

    /// <summary>The branch of the templates: images of the main branch are kept longer.</summary>
    public string Branch { get; init; } = ImageRecord.MainBranch;

    /// <summary>The change under review; null makes releases.</summary>
    public ChangeNumber? Change { get; init; }

    public string? ChangeLink { get; init; }

    public string? TemplateCommit { get; init; }

    /// <summary>Commits of remote sources, by the source's name, that override the tree's settings.</summary>
    public ImmutableDictionary<string, SourceOverride> Sources { get; init; } =
        ImmutableDictionary<string, SourceOverride>.Empty;

    /// <summary>Check the package archives for updates.</summary>
    public bool Refresh { get; init; }

    /// <summary>The cluster for Pod tests; null uses the engine.</summary>
    public PodCluster? Cluster { get; init; }

    /// <summary>Maximum number of parallel builds.</summary>
    public int Workers { get; init; } = Math.Max(2, Environment.ProcessorCount);
}
