using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Slipway.Factory.Watching.Hooks;
using Slipway.Factory.Watching.Polling;
using Slipway.Factory.Watching.Queue;
using Slipway.Factory.Watching.Reports;

namespace Slipway.Factory.Watching;

/// <summary>
/// The factory's watches: polls repositories and images, queues changes, builds one run after another and reports the
/// results. Every state is saved before it is acted on.
/// </summary>
public sealed class FactoryWatchService : IAsyncDisposable
{
    private readonly WatchServices _services;
    private readonly ConcurrentDictionary<string, PollLoop> _loops = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _change = new(1);
    private readonly Poller _poller;
    private readonly RunQueue _queue;
    private readonly ReportClient _client;
    private readonly RunReporter _reporter;

    public FactoryWatchService(WatchServices services)
    {
        _services = services;
        _poller = new Poller(services.Repositories, services.Images, services.Time);
        _client = new ReportClient(services.MayReachThisMachine);
        _reporter = new RunReporter(
            services.Records, services.Secrets, _client, services.LinkOf, services.Time, services.Loops,
            services.Loggers.CreateLogger<RunReporter>());
        var build = new WatchBuilder(services.Pipeline, services.Repositories, services.WorkDirectory);
        _queue = new RunQueue(services.Records, build, _reporter.Wake, services.Time, services.Loops,
            services.Loggers.CreateLogger<RunQueue>());
    }

    /// <summary>Resumes the work of an earlier process.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        await _queue.StartAsync(cancel);
        _reporter.Start();
        foreach (var watch in await _services.Records.ListAsync(cancel))
            await BeginAsync(watch, cancel);
    }

    /// <summary>Adds a watch.</summary>
    /// <param name="credential">For reports: a token, or Gerrit's USER:PASSWORD. Never shown again.</param>
    /// <param name="hookSecret">The secret of webhooks; null disables them.</param>
    /// <exception cref="SlipwayException">It is refused: the cause.</exception>
    public async Task<Watch> AddAsync(Watch watch, string? credential, string? hookSecret, CancellationToken cancel)
    {
        await _change.WaitAsync(cancel);
        try
        {
            WatchRules.Require(watch, credential, hookSecret, await _services.Records.ListAsync(cancel));
            var added =
                _services.Secrets.Seal(watch, credential, hookSecret) with { Added = _services.Time.GetUtcNow() };
            if (!await _services.Records.AddAsync(added, cancel))
                throw new SlipwayException(
                    ErrorCode.Factory,
                    $"there is a watch {watch.Name} already", "remove it first, or choose another name");
            await BeginAsync(added, CancellationToken.None);
            return added;
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>Removes a watch. Its images stay.</summary>
    /// <returns>False when there is no such watch.</returns>
    /// <exception cref="SlipwayException">Others build in its tree.</exception>
    public async Task<bool> RemoveAsync(string name, CancellationToken cancel)
    {
        await _change.WaitAsync(cancel);
        try
        {
            var users = (await _services.Records.ListAsync(cancel)).Where(watch => watch.Target.TreeWatch == name)
                .Select(watch => watch.Name).ToList();
            if (users.Count > 0)
                throw new SlipwayException(
                    ErrorCode.Factory, $"{string.Join(", ", users)} build in the tree of {name}", "remove them first");
            if (_loops.TryRemove(name, out var loop))
                await loop.DisposeAsync();
            var removed = await _services.Records.RemoveAsync(name, cancel);
            await _queue.EndAsync(name);
            return removed;
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>Polls now.</summary>
    /// <param name="again">Whether to build the branch or image even if it did not change.</param>
    /// <returns>False when there is no such watch.</returns>
    public bool Wake(string name, bool again = false)
    {
        if (!_loops.TryGetValue(name, out var loop))
            return false;
        loop.Wake(again);
        return true;
    }

    /// <summary>Handles a webhook, which only triggers a poll, so lost or repeated ones do no harm.</summary>
    /// <returns> False when there is no such watch, it has no hook secret, or the signature is wrong; callers must not
    /// reveal which. </returns>
    public async Task<bool> HandleHookAsync(
        string name, Func<string, string?> header, Stream body, CancellationToken cancel)
    {
        var watch = (await _services.Records.ListAsync(cancel)).FirstOrDefault(watch => watch.Name == name);
        return watch is not null && _services.Secrets.HookSecret(watch) is { } secret
            && await HookSignature.IsValidAsync(secret, header, body, cancel) && Wake(name);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var loop in _loops.Values)
            await loop.DisposeAsync();
        await _queue.DisposeAsync();
        await _reporter.DisposeAsync();
        _client.Dispose();
        _poller.Dispose();
        _change.Dispose();
    }

    private async Task BeginAsync(Watch watch, CancellationToken cancel)
    {
        if (!_loops.ContainsKey(watch.Name))
            _loops[watch.Name] = await PollLoop.StartAsync(watch, _services, _poller, _queue.WakeAsync, cancel);
    }
}
