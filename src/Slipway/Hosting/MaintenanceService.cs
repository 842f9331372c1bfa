using Slipway.Diagnostics.Loops;
using Slipway.Git.Repositories;
using Slipway.Oci;

namespace Slipway.Hosting;

/// <summary>
/// Forgets what nothing refers to any more, cache entries and unpacked layers, and packs repositories. Blobs are the
/// registry's own maintenance. What fails is tried again next time.
/// </summary>
internal static class MaintenanceService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan CacheAge = TimeSpan.FromDays(30);

    public static BackgroundLoop Start(
        BackgroundLoops loops, ServerInfrastructure infrastructure, RepositoryMaintenance repositories,
        TimeProvider time) => loops.Start(
        new BackgroundLoopOptions("maintenance") { Interval = Interval, InitialDelay = Interval },
        async round =>
        {
            await round.TryAsync(
                "old cache entries",
                cancel => infrastructure.Cache.ForgetUnusedAsync(time.GetUtcNow() - CacheAge, cancel));
            await round.TryAsync("size of the cache", infrastructure.Cache.TrimAsync);
            await round.TryAsync("unused snapshots", async cancel =>
                infrastructure.Snapshots.RemoveUnused(await ChainsAsync(infrastructure, cancel)));
            await round.TryAsync("repositories", _ => repositories.RunAsync(round));
        });

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
