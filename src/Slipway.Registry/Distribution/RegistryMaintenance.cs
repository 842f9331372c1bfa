using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Registry.Content;

namespace Slipway.Registry.Distribution;

/// <summary>
/// Removes abandoned uploads and unreferenced blobs every few minutes. The server recovers the store before it starts
/// this.
/// </summary>
public sealed class RegistryMaintenance(ContentStore content, DistributionApi api, ILogger<RegistryMaintenance> log)
    : BackgroundService
{
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await RunOnceAsync(stoppingToken);
    }

    private async Task RunOnceAsync(CancellationToken cancel)
    {
        try
        {
            await api.ExpireUploadsAsync();
            var collected = await content.CollectAsync(cancel);
            if (collected.Removed + collected.Deleted > 0)
                log.LogInformation("collected {Removed} blobs, deleted {Deleted} from the trash",
                    collected.Removed, collected.Deleted);
        }
        catch (IOException e)
        {
            // An error such as a full disk must not end the maintenance that would free it.
            log.LogWarning(e, "the registry's upkeep failed; it is tried again in {Interval}", Interval);
        }
    }
}
