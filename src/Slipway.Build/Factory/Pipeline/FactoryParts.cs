using Slipway.Build.Dockerfiles;
using Slipway.Build.Factory.DebianBase;
using Slipway.Build.Factory.Records;
using Slipway.Build.Factory.Sources;
using Slipway.Build.Factory.Testing;
using Slipway.Engine.Builds;
using Slipway.Registry.Content;

namespace Slipway.Build.Factory.Pipeline;

/// <summary>What the factory works with.</summary>
/// <param name="WorkDirectory">For build contexts; emptied at the start, one process at a time.</param>
public sealed record FactoryParts(
    DockerfileBuilder Dockerfiles,
    DebianBaseBuilder Debian,
    BuildEngine Engine,
    ImageTester Tester,
    ContentStore Content,
    ImageStore Images,
    IImageRecords Records,
    PackageIndex Packages,
    string WorkDirectory,
    TimeProvider Time)
{
    /// <summary>Where sources come from that a tree does not hold.</summary>
    public GitRepositories Repositories { get; init; } = new(null, false);
}
