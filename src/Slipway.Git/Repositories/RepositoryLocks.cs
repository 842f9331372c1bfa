namespace Slipway.Git.Repositories;

/// <summary>
/// Pushes take precedence over maintenance: a push cancels running maintenance of its repository, and maintenance does
/// not start during a push.
/// </summary>
internal sealed class RepositoryLocks
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RepositoryName, int> _pushes = [];
    private readonly Dictionary<RepositoryName, (CancellationTokenSource Stop, Task Work)> _maintenance = [];

    /// <summary>Locks a repository for a push until disposed.</summary>
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
    /// Runs maintenance on a repository without pushes. False: a push is running, or cancelled the work, which must be
    /// repeated.
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
