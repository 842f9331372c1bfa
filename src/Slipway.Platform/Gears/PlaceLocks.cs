using System.Collections.Concurrent;

namespace Slipway.Platform.Gears;

/// <summary>One at a time for each index of an application's gear group, over all releases: what holds a volume is decided under its lock.</summary>
internal sealed class PlaceLocks
{
    private readonly ConcurrentDictionary<(string, int), SemaphoreSlim> _locks = [];

    public async Task<IDisposable> TakeAsync(string application, int index, CancellationToken cancel)
    {
        var gate = _locks.GetOrAdd((application, index), _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancel);
        return new Held(gate);
    }

    private sealed class Held(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
