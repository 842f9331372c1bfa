using Slipway.Edge;
using Slipway.Hosting.Logs;

namespace Slipway.Hosting;

/// <summary>
/// Stops gears and edge and removes what they have outside the data directory. The server must not be running.
/// Idempotent.
/// </summary>
internal static class Teardown
{
    public static async Task RunAsync(string data, CancellationToken cancel)
    {
        var options = new ServerOptions { Data = data };
        using var held = ServerLock.Take(options.RunDirectory);
        using var diagnostics = ServerDiagnostics.None();
        using (var edge = new HaproxyEdge(new EdgeOptions(Path.Combine(data, "edge")), diagnostics.Log<HaproxyEdge>()))
            await edge.StopAsync(cancel);
        await using var infrastructure = await ServerInfrastructure.OpenAsync(options, null, diagnostics, cancel);
        await infrastructure.Engine.TeardownAsync(cancel);
    }
}
