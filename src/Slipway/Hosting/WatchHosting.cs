using Slipway.Factory.Watching;
using Slipway.Platform.Sealing;

namespace Slipway.Hosting;

/// <summary>What the image factory's watching stands on in this server.</summary>
internal static class WatchHosting
{
    public static FactoryWatching Open(ServerOptions options, Foundation foundation, SealingKey sealing, Action<string> report) => new(new WatchingParts(
        foundation.Factory, foundation.FactoryRepositories, foundation.Images, foundation.FactoryWatches,
        new WatchSecrets((value, purpose) => sealing.Seal(value, purpose), sealing.Open),
        Path.Combine(options.Data, "builds", "watching"),
        run => $"{options.ApiUrl}/api/v1/factory/runs/{run}", report, TimeProvider.System));
}
