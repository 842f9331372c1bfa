using Microsoft.Win32.SafeHandles;
using Slipway.Diagnostics.Loops;
using Slipway.Linux.Mounts;

namespace Slipway.Engine.Embedded.Snapshots;

/// <summary>Syncs snapshots in the background: one syncfs for all that were created since the last one.</summary>
internal sealed class SnapshotSync : IAsyncDisposable
{
    private static readonly BackgroundLoopOptions Options =
        new("snapshot sync") { InitialDelay = Timeout.InfiniteTimeSpan };

    private readonly SemaphoreSlim _one = new(1);
    private readonly SafeFileHandle _directory;
    private readonly Func<Func<Task>, Task> _around;
    private readonly BackgroundLoop _loop;

    /// <param name="around">Runs the given sync and records what is durable afterwards.</param>
    internal SnapshotSync(string directory, Func<Func<Task>, Task> around, TimeSpan delay, BackgroundLoops loops)
    {
        _directory = FileSystem.OpenPath(directory, forReading: true);
        _around = around;
        // A disk that cannot write back leaves the snapshots unsynced, as their records say, until a later round.
        _loop = loops.Start(Options, async round =>
        {
            await Task.Delay(delay, round.Cancel);
            await FlushAsync(round.Cancel);
        });
    }

    internal void Request() => _loop.Wake();

    internal async Task FlushAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            await _around(() => Task.Run(() => FileSystem.Sync(_directory), cancel));
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync();
        _directory.Dispose();
        _one.Dispose();
    }
}
