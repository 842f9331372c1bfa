using System.Collections.Concurrent;
using Slipway.Factory.Watching.Hooks;
using Slipway.Factory.Watching.Looks;
using Slipway.Factory.Watching.Queue;
using Slipway.Factory.Watching.Reports;

namespace Slipway.Factory.Watching;

/// <summary>
/// The factory works by itself: it looks at what is watched, queues what changed, builds one run after the other and tells what came of it. All of it is on
/// the disk before it is done.
/// </summary>
public sealed class FactoryWatching : IAsyncDisposable
{
    private readonly WatchingParts _parts;
    private readonly ConcurrentDictionary<string, WatchLoop> _loops = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _change = new(1);
    private readonly Lookout _lookout;
    private readonly RunQueue _queue;
    private readonly ReportClient _client;
    private readonly RunReporter _reporter;

    public FactoryWatching(WatchingParts parts)
    {
        _parts = parts;
        _lookout = new Lookout(parts.Repositories, parts.Images, parts.Time);
        _client = new ReportClient(parts.MayReachThisMachine);
        _reporter = new RunReporter(parts.Records, parts.Secrets, _client, parts.LinkOf, parts.Time, parts.Report);
        var build = new ChangeBuild(parts.Pipeline, parts.Repositories, parts.WorkDirectory);
        _queue = new RunQueue(parts.Records, build, _reporter.Wake, parts.Time, parts.Report);
    }

    /// <summary>Goes on with what an earlier process left.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        await _queue.StartAsync(cancel);
        _reporter.Start();
        foreach (var watch in await _parts.Records.ListAsync(cancel))
            Begin(watch);
    }

    /// <summary>Watches from now on.</summary>
    /// <param name="credential">What reports need: a token, or Gerrit's USER:PASSWORD. It is never shown again.</param>
    /// <param name="hookSecret">What hooks are signed with; null takes no hooks.</param>
    /// <exception cref="FactoryException">It is refused: the cause.</exception>
    public async Task<Watch> AddAsync(Watch watch, string? credential, string? hookSecret, CancellationToken cancel)
    {
        await _change.WaitAsync(cancel);
        try
        {
            WatchRules.Require(watch, credential, hookSecret, await _parts.Records.ListAsync(cancel));
            var added = _parts.Secrets.Seal(watch, credential, hookSecret) with { Added = _parts.Time.GetUtcNow() };
            if (!await _parts.Records.AddAsync(added, cancel))
                throw new FactoryException($"there is a watch {watch.Name} already", "remove it first, or choose another name");
            Begin(added);
            return added;
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>Watches no longer. What was built stays.</summary>
    /// <returns>False when there is no such watch.</returns>
    /// <exception cref="FactoryException">Others build in its tree.</exception>
    public async Task<bool> RemoveAsync(string name, CancellationToken cancel)
    {
        await _change.WaitAsync(cancel);
        try
        {
            var users = (await _parts.Records.ListAsync(cancel)).Where(watch => watch.Target.TreeWatch == name).Select(watch => watch.Name).ToList();
            if (users.Count > 0)
                throw new FactoryException($"{string.Join(", ", users)} build in the tree of {name}", "remove them first");
            if (_loops.TryRemove(name, out var loop))
                await loop.DisposeAsync();
            var removed = await _parts.Records.RemoveAsync(name, cancel);
            await _queue.EndAsync(name);
            return removed;
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>Looks now.</summary>
    /// <param name="again">Whether the branch or image is built though it did not move.</param>
    /// <returns>False when there is no such watch.</returns>
    public bool Wake(string name, bool again = false)
    {
        if (!_loops.TryGetValue(name, out var loop))
            return false;
        loop.Wake(again);
        return true;
    }

    /// <summary>Takes a hook, which does nothing but wake the watch: one that is lost or sent twice does no harm.</summary>
    /// <returns>False when there is no such watch, it takes no hooks, or the signature is wrong; which of them is told to nobody.</returns>
    public async Task<bool> TakeHookAsync(string name, Func<string, string?> header, Stream body, CancellationToken cancel)
    {
        var watch = (await _parts.Records.ListAsync(cancel)).FirstOrDefault(watch => watch.Name == name);
        return watch is not null && _parts.Secrets.HookSecret(watch) is { } secret
            && await HookSignature.IsValidAsync(secret, header, body, cancel) && Wake(name);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var loop in _loops.Values)
            await loop.DisposeAsync();
        await _queue.DisposeAsync();
        await _reporter.DisposeAsync();
        _client.Dispose();
        _lookout.Dispose();
        _change.Dispose();
    }

    private void Begin(Watch watch)
    {
        var loop = new WatchLoop(watch, _parts.Records, _lookout, _queue.WakeAsync, _parts.Time, _parts.Report);
        if (_loops.TryAdd(watch.Name, loop))
            loop.Start();
    }
}
