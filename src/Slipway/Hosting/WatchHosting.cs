using Slipway.Factory.Watching;
using Slipway.Hosting.Logs;
using Slipway.Platform.Sealing;

namespace Slipway.Hosting;

/// <summary>Connects the image factory's watches to this server.</summary>
internal static class WatchHosting
{
    public static FactoryWatchService Open(
        ServerOptions options, ServerInfrastructure infrastructure, SealingKey sealing,
        ServerDiagnostics diagnostics) =>
        new(new WatchServices(
        infrastructure.Factory, infrastructure.FactoryRepositories, infrastructure.Images,
        infrastructure.FactoryWatches,
        new WatchSecrets((value, purpose) => sealing.Seal(value, purpose), sealing.Open),
        Path.Combine(options.Data, "builds", "watching"),
        run => $"{options.ApiUrl}/api/v1/factory/runs/{run}",
        diagnostics.Loops, diagnostics.Loggers, TimeProvider.System));
}
