namespace Slipway.Platform.Operations;

/// <summary>Work in order per application; work of different applications side by side, up to a bound.</summary>
internal sealed class OperationQueues(int parallel) : IDisposable
{
    private readonly Dictionary<string, Task> _tails = [];
    private readonly SemaphoreSlim _slots = new(parallel);
    private readonly Lock _lock = new();

    public void Enqueue(string application, Func<Task> work)
    {
        lock (_lock)
        {
            foreach (var done in _tails.Where(tail => tail.Value.IsCompleted).Select(tail => tail.Key).ToList())
                _tails.Remove(done);
            _tails[application] = RunAfterAsync(_tails.GetValueOrDefault(application, Task.CompletedTask), work);
        }
    }

    /// <summary>Ends when all that was enqueued so far has ended.</summary>
    public Task IdleAsync()
    {
        lock (_lock)
            return Task.WhenAll(_tails.Values);
    }

    public void Dispose() => _slots.Dispose();

    private async Task RunAfterAsync(Task before, Func<Task> work)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await _slots.WaitAsync();
        try
        {
            await work();
        }
        finally
        {
            _slots.Release();
        }
    }
}
