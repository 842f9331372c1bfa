using Slipway.Git.Repositories;
using Slipway.Oci;

namespace Slipway.Hosting;

/// <summary>
/// Deletes unused cache entries and unpacked layers, and repacks repositories. The registry deletes blobs itself. A
/// failure is reported and retried in the next round.
/// </summary>
internal sealed class MaintenanceService : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan CacheAge = TimeSpan.FromDays(30);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public MaintenanceService(
        ServerInfrastructure infrastructure, RepositoryMaintenance repositories, Action<string> report) =>
        _running = RunAsync(infrastructure, repositories, report);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(
        ServerInfrastructure infrastructure, RepositoryMaintenance repositories, Action<string> report)
    {
        Func<Task>[] chores =
        [
            () => infrastructure.Cache.ForgetUnusedAsync(DateTimeOffset.UtcNow - CacheAge, _stop.Token),
            () => infrastructure.Cache.TrimAsync(_stop.Token),
            async () => infrastructure.Snapshots.RemoveUnused(await ChainsAsync(infrastructure, _stop.Token)),
            () => repositories.RunAsync(report, _stop.Token),
        ];
        using var timer = new PeriodicTimer(Interval);
        while (await NextAsync(timer))
            foreach (var chore in chores)
                await DoAsync(chore, report);
    }

    private async Task DoAsync(Func<Task> chore, Action<string> report)
    {
        try
        {
            await chore();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The server is stopping.
        }
        catch (Exception e)
        {
            report($"housekeeping failed: {e.Message}");
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

    /// <summary>The layer chains of all tagged images: their snapshots, and those below, are kept.</summary>
    private static async Task<IReadOnlySet<Digest>> ChainsAsync(
        ServerInfrastructure infrastructure, CancellationToken cancel)
    {
        var chains = new HashSet<Digest>();
        foreach (var repository in await infrastructure.Images.ListRepositoriesAsync(cancel))
            foreach (var tag in await infrastructure.Images.ListTagsAsync(repository, cancel))
                if (await infrastructure.Images.FindAsync(
                    ImageReference.Parse($"{repository}:{tag}"), cancel) is { Layers.Id: { } chain })
                    chains.Add(chain);
        return chains;
    }
}
