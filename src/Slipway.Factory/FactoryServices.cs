using Microsoft.Extensions.Logging;
using Slipway.Dockerfiles;
using Slipway.Engine.Builds;
using Slipway.Factory.DebianBase;
using Slipway.Factory.Records;
using Slipway.Factory.Sources;
using Slipway.ImageTests;
using Slipway.Registry.Content;

namespace Slipway.Factory;

/// <summary>The services that the factory needs.</summary>
/// <param name="WorkDirectory">For build contexts; emptied at the start, one process at a time.</param>
public sealed record FactoryServices(
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
    public required ILoggerFactory Loggers { get; init; }

    /// <summary>Fetches remote sources of trees.</summary>
    public GitRepositories Repositories { get; init; } = new(null, false);
}
