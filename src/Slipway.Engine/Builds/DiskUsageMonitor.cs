using System.Diagnostics;
using System.Globalization;
using Slipway.Linux.Processes;

namespace Slipway.Engine.Builds;

/// <summary>
/// Measures the disk usage of a build root. Its files cannot have their own file system, because the directory becomes
/// a layer by a rename, so usage is measured repeatedly, as often as is cheap. Every file counts as at least one block.
/// </summary>
internal sealed class DiskUsageMonitor(string directory, long limit)
{
    private const int MinFileBytes = 1024;
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Completes when the limit is exceeded.</summary>
    internal async Task WhenFullAsync(CancellationToken cancel)
    {
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            if (await IsFullAsync(cancel))
                return;
            var took = Stopwatch.GetElapsedTime(started);
            await Task.Delay(took * 10 > MinInterval ? took * 10 : MinInterval, cancel);
        }
    }

    /// <summary>
    /// du(1) counts in a separate process and handles every name; its complaints about files that vanish meanwhile are
    /// ignored.
    /// </summary>
    internal async Task<bool> IsFullAsync(CancellationToken cancel) =>
        await CountAsync("--block-size=1", cancel) > limit
            || await CountAsync("--inodes", cancel) > Math.Max(1000, limit / MinFileBytes);

    private async Task<long> CountAsync(string what, CancellationToken cancel)
    {
        var counted = await Tool.RunAsync(
            ["du", "-sx", what, "--", directory], new ToolOptions { Timeout = TimeSpan.FromMinutes(10) }, cancel);
        return long.TryParse(
            counted.Output.Split('\t')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var total) ? total : 0;
    }
}
