using Microsoft.Extensions.Logging;
using Slipway.Diagnostics.Loops;
using Slipway.Registry.Content;

namespace Slipway.Registry.Distribution;

/// <summary>
/// Removes abandoned uploads and unreferenced blobs every few minutes. The server recovers the store before it starts
/// this.
/// </summary>
public sealed partial class RegistryMaintenance(
    ContentStore content, DistributionApi api, BackgroundLoops loops, ILogger<RegistryMaintenance> log)
    : IAsyncDisposable
{
    private BackgroundLoop? _loop;

    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(5);

    public void Start() => _loop = loops.Start(
        new BackgroundLoopOptions("registry maintenance") { Interval = Interval, InitialDelay = Interval },
        async round =>
        {
            await round.TryAsync("uploads", _ => api.ExpireUploadsAsync());
            await round.TryAsync("blobs", CollectAsync);
        });

    public ValueTask DisposeAsync() => _loop?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task CollectAsync(CancellationToken cancel)
    {
        var collected = await content.CollectAsync(cancel);
        if (collected.Removed + collected.Deleted > 0)
            LogCollected(collected.Removed, collected.Deleted);
    }

    [LoggerMessage(
        Level = LogLevel.Information, Message = "collected {Removed} blobs, deleted {Deleted} from the trash")]
    private partial void LogCollected(int removed, int deleted);
}
