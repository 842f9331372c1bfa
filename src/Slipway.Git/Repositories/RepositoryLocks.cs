namespace Slipway.Git.Repositories;

/// <summary>
/// Pushes go before upkeep: one that comes ends the upkeep of its repository that runs, and none begins beside a push.
/// </summary>
internal sealed class RepositoryLocks
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RepositoryName, int> _pushes = [];
    private readonly Dictionary<RepositoryName, (CancellationTokenSource Stop, Task Work)> _maintenance = [];

    /// <summary>A push's turn lasts until it is disposed.</summary>
    public async Task<IDisposable> LockForPushAsync(RepositoryName repository)
    {
        Task maintenance;
        lock (_lock)
        {
            _pushes[repository] = _pushes.GetValueOrDefault(repository) + 1;
            maintenance = _maintenance.TryGetValue(repository, out var running)
                ? CancelMaintenanceAsync(running)
                : Task.CompletedTask;
        }
        await maintenance;
        return new RepositoryLock(() => UnlockAfterPush(repository));
    }

    /// <summary>
    /// Works on a repository that nobody pushes to. False: somebody does, or came meanwhile; the work is then
    /// to be done again.
    /// </summary>
    public async Task<bool> TryRunMaintenanceAsync(
        RepositoryName repository, Func<CancellationToken, Task> work, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_pushes.ContainsKey(repository) || !_maintenance.TryAdd(repository, (stop, ended.Task)))
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
                _maintenance.Remove(repository);
            ended.SetResult();
        }
    }

    private static async Task CancelMaintenanceAsync((CancellationTokenSource Stop, Task Work) maintenance)
    {
        await maintenance.Stop.CancelAsync();
        await maintenance.Work;
    }

    private void UnlockAfterPush(RepositoryName repository)
    {
        lock (_lock)
        {
            if (--_pushes[repository] == 0)
                _pushes.Remove(repository);
        }
    }

    private sealed class RepositoryLock(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
