using Slipway.Factory.Pipeline;
using Slipway.Factory.Sources;
using Slipway.Factory.Watching.Records;
using Slipway.Registry.Content;

namespace Slipway.Factory.Watching;

/// <summary>The services that watches need.</summary>
/// <param name="WorkDirectory">For trees that are built; emptied at the start, one process at a time.</param>
/// <param name="LinkOf">The URL of a run, by its id.</param>
/// <param name="Report">Called with errors that cannot be recorded, such as those of the database.</param>
public sealed record WatchServices(
    FactoryPipeline Pipeline,
    GitRepositories Repositories,
    ImageStore Images,
    IWatchRecords Records,
    WatchSecrets Secrets,
    string WorkDirectory,
    Func<string, string> LinkOf,
    Action<string> Report,
    TimeProvider Time)
{
    /// <summary>Whether reports may go to services on the server's own machine.</summary>
    public bool MayReachThisMachine { get; init; }
}
