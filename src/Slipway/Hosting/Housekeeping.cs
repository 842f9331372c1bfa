using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Registry.Distribution;

namespace Slipway.Hosting;

/// <summary>Forgets what nothing refers to any more: uploads left, cache entries, blobs, unpacked layers. A failure is told and tried again next time.</summary>
internal sealed class Housekeeping : IAsyncDisposable
{
    private static readonly TimeSpan Often = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan CacheAge = TimeSpan.FromDays(30);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public Housekeeping(Foundation foundation, DistributionApi registry, Action<string> report) => _running = RunAsync(foundation, registry, report);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(Foundation foundation, DistributionApi registry, Action<string> report)
    {
        using var timer = new PeriodicTimer(Often);
        while (await NextAsync(timer))
        {
            try
            {
                await registry.ExpireUploadsAsync();
                await foundation.Cache.ForgetUnusedAsync(DateTimeOffset.UtcNow - CacheAge, _stop.Token);
                await foundation.Cache.TrimAsync(_stop.Token);
                await foundation.Content.CollectAsync(_stop.Token);
                foundation.Snapshots.RemoveUnused(await ChainsAsync(foundation, _stop.Token));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                report($"housekeeping failed: {e.Message}");
            }
        }
    }

    private async Task<bool> NextAsync(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The chain of every tagged image: its snapshots, and those below, are worth keeping.</summary>
    private static async Task<IReadOnlySet<Digest>> ChainsAsync(Foundation foundation, CancellationToken cancel)
    {
        var chains = new HashSet<Digest>();
        foreach (var repository in await foundation.Images.ListRepositoriesAsync(cancel))
            foreach (var tag in await foundation.Images.ListTagsAsync(repository, cancel))
                if (await foundation.Images.FindAsync(ImageReference.Parse($"{repository}:{tag}"), cancel) is { Layers.Id: { } chain })
                    chains.Add(chain);
        return chains;
    }
}
