using Slipway.Oci;

namespace Slipway.Hosting;

/// <summary>Forgets what nothing refers to any more: cache entries and unpacked layers. Blobs are the registry's own upkeep. A failure is told and tried again next time.</summary>
internal sealed class Housekeeping : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan CacheAge = TimeSpan.FromDays(30);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public Housekeeping(Foundation foundation, Action<string> report) => _running = RunAsync(foundation, report);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(Foundation foundation, Action<string> report)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await NextAsync(timer))
        {
            try
            {
                await foundation.Cache.ForgetUnusedAsync(DateTimeOffset.UtcNow - CacheAge, _stop.Token);
                await foundation.Cache.TrimAsync(_stop.Token);
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
