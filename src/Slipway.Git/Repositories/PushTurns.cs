namespace Slipway.Git.Repositories;

/// <summary>Pushes go before upkeep: one that comes ends the upkeep of its repository that runs, and none begins beside a push.</summary>
internal sealed class PushTurns
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RepositoryName, int> _pushes = [];
    private readonly Dictionary<RepositoryName, (CancellationTokenSource Stop, Task Work)> _upkeep = [];

    /// <summary>A push's turn lasts until it is disposed.</summary>
    public async Task<IDisposable> PushAsync(RepositoryName repository)
    {
        Task upkeep;
        lock (_lock)
        {
            _pushes[repository] = _pushes.GetValueOrDefault(repository) + 1;
            upkeep = _upkeep.TryGetValue(repository, out var running) ? EndAsync(running) : Task.CompletedTask;
        }
        await upkeep;
        return new Turn(() => EndPush(repository));
    }

    /// <summary>Works on a repository that nobody pushes to. False: somebody does, or came meanwhile; the work is then to be done again.</summary>
    public async Task<bool> TryAsync(RepositoryName repository, Func<CancellationToken, Task> work, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_pushes.ContainsKey(repository) || !_upkeep.TryAdd(repository, (stop, ended.Task)))
                return false;
        }
        try
        {
            await work(stop.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            lock (_lock)
                _upkeep.Remove(repository);
            ended.SetResult();
        }
    }

    private static async Task EndAsync((CancellationTokenSource Stop, Task Work) upkeep)
    {
        await upkeep.Stop.CancelAsync();
        await upkeep.Work;
    }

    private void EndPush(RepositoryName repository)
    {
        lock (_lock)
        {
            if (--_pushes[repository] == 0)
                _pushes.Remove(repository);
        }
    }

    private sealed class Turn(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
