using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Slipway.Diagnostics.Loops;

/// <summary>The background loops of one server, and how each is doing.</summary>
public sealed class BackgroundLoops(TimeProvider time, ILoggerFactory loggers)
{
    private readonly ConcurrentDictionary<BackgroundLoop, bool> _loops = new();

    /// <summary>By name.</summary>
    public IReadOnlyList<LoopStatus> Statuses =>
        [.. _loops.Keys.Select(loop => loop.Status).OrderBy(status => status.Name, StringComparer.Ordinal)];

    /// <summary>Starts a loop; who started it disposes of it.</summary>
    public BackgroundLoop Start(BackgroundLoopOptions options, Func<LoopRound, Task> work)
    {
        BackgroundLoop? loop = null;
        var started = new TaskCompletionSource();
        loop = new BackgroundLoop(
            options,
            async round =>
            {
                await started.Task;
                await work(round);
            },
            time, loggers.CreateLogger<BackgroundLoop>(), () => _loops.TryRemove(loop!, out _));
        _loops[loop] = true;
        started.SetResult();
        return loop;
    }
}
