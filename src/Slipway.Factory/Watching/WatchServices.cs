using Microsoft.Extensions.Logging;
using Slipway.Diagnostics.Loops;
using Slipway.Factory.Pipeline;
using Slipway.Factory.Sources;
using Slipway.Factory.Watching.Records;
using Slipway.Registry.Content;

namespace Slipway.Factory.Watching;

/// <summary>The services that watches need.</summary>
/// <param name="WorkDirectory">For trees that are built; emptied at the start, one process at a time.</param>
/// <param name="LinkOf">Where people look at a run, by its id.</param>
public sealed record WatchServices(
    FactoryPipeline Pipeline,
    GitRepositories Repositories,
    ImageStore Images,
    IWatchRecords Records,
    WatchSecrets Secrets,
    string WorkDirectory,
    Func<string, string> LinkOf,
    BackgroundLoops Loops,
    ILoggerFactory Loggers,
    TimeProvider Time)
{
    /// <summary>Whether reports may go to services on the server's own machine.</summary>
    public bool MayReachThisMachine { get; init; }
}
