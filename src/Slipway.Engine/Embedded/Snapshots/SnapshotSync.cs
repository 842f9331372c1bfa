using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Mounts;

namespace Slipway.Engine.Embedded.Snapshots;

/// <summary>Syncs snapshots in the background: one syncfs for all that were created since the last one.</summary>
internal sealed class SnapshotSync : IAsyncDisposable
{
    private readonly Channel<bool> _requests =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim _one = new(1);
    private readonly CancellationTokenSource _closing = new();
    private readonly SafeFileHandle _directory;
    private readonly TimeSpan _delay;
    private readonly Func<Func<Task>, Task> _around;
    private readonly Task _loop;

    /// <param name="around">Runs the given sync and records what is durable afterwards.</param>
    internal SnapshotSync(string directory, Func<Func<Task>, Task> around, TimeSpan delay)
    {
        _directory = FileSystem.OpenPath(directory, forReading: true);
        _around = around;
        _delay = delay;
        _loop = RunAsync();
    }

    internal void Request() => _requests.Writer.TryWrite(true);

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
        await _closing.CancelAsync();
        await _loop;
        _directory.Dispose();
        _one.Dispose();
        _closing.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await foreach (var _ in _requests.Reader.ReadAllAsync(_closing.Token))
            {
                await Task.Delay(_delay, _closing.Token);
                await TryFlushAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Closing: records show which snapshots are not synced.
        }
    }

    /// <summary>If the disk cannot write back, the snapshots stay marked as unsynced.</summary>
    private async Task TryFlushAsync()
    {
        try
        {
            await FlushAsync(_closing.Token);
        }
        catch (IOException)
        {
        }
    }
}
