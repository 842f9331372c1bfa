using System.Collections.Concurrent;

namespace Slipway.Platform.Gears;

/// <summary>
/// One at a time for each place of an application's gear group. That gears of two releases never share a volume is the
/// rollout's order of steps.
/// </summary>
internal sealed class ReplicaLocks
{
    private readonly ConcurrentDictionary<(string, int, int), SemaphoreSlim> _locks = [];

    public async Task<IDisposable> AcquireAsync(string application, int release, int index, CancellationToken cancel)
    {
        var gate = _locks.GetOrAdd((application, release, index), _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancel);
        return new HeldLock(gate);
    }

    private sealed class HeldLock(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
