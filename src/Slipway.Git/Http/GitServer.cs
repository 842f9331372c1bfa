using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Slipway.Git.Processes;
using Slipway.Git.Pushes;
using Slipway.Git.Repositories;

namespace Slipway.Git.Http;

/// <summary>
/// Serves the repositories to git clients for <see cref="GitEndpoints.MapGit"/>. Started before the first request,
/// disposed at the end.
/// </summary>
public sealed class GitServer : IAsyncDisposable
{
    private const int MaxNegotiationBytes = 64 << 20;
    private const int PackOverhead = 1 << 20;

    private readonly RepositoryStore _store;
    private readonly PushTickets _tickets = new();
    private readonly PushListener _listener;
    private readonly SemaphoreSlim _slots;

    /// <param name="store">The repositories.</param>
    /// <param name="authorize">Decides about access.</param>
    /// <param name="deploy">Starts the build of a push to the deploy branch.</param>
    public GitServer(RepositoryStore store, AuthorizeGit authorize, DeployPushed deploy, ILogger<GitServer> log)
    {
        _store = store;
        Authorize = authorize;
        Options = store.Options;
        _listener = new PushListener(Options, _tickets, deploy, log);
        _slots = new SemaphoreSlim(Options.MaxConcurrent, Options.MaxConcurrent);
        Log = log;
    }

    internal AuthorizeGit Authorize { get; }

    internal GitOptions Options { get; }

    internal ILogger Log { get; }

    public Task StartAsync(CancellationToken cancel) => _listener.StartAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        _slots.Dispose();
    }

    internal bool Exists(RepositoryName repository) => _store.Exists(repository);

    /// <summary>A slot for one git process; null when all stay in use for too long.</summary>
    internal async Task<IDisposable?> AcquireSlotAsync(CancellationToken cancel) =>
        await _slots.WaitAsync(Options.QueueLimit, cancel) ? new RequestSlot(_slots) : null;

    internal long MaxBodyBytes(GitService service) =>
        service == GitService.Write ? Options.MaxPushBytes + PackOverhead : MaxNegotiationBytes;

    internal TimeSpan TimeLimit(GitService service) =>
        service == GitService.Write ? Options.PushLimit : Options.ReadLimit;

    internal GitProcess Start(
        RepositoryName repository, GitService service, bool advertise, string? protocol, string? ticket)
    {
        var environment = ImmutableDictionary<string, string>.Empty;
        if (protocol is not null)
            environment = environment.Add("GIT_PROTOCOL", protocol);
        var jail = _store.JailOf(repository) with
        {
            Environment = ticket is null ? environment : environment.Add("SLIPWAY_PUSH", ticket),
        };
        string[] stateless = ["--stateless-rpc", .. advertise ? new[] { "--http-backend-info-refs" } : [], "."];
        if (service == GitService.Read)
            return GitProcess.Start(jail, ["upload-pack", .. stateless]);
        jail = jail with
        {
            MaxFileBytes = Options.MaxPushBytes * 2, Hooks = Options.HookDirectory, Socket = Options.HookSocket,
        };
        return GitProcess.Start(
            jail, ["-c", $"receive.maxInputSize={Options.MaxPushBytes}", "receive-pack", .. stateless]);
    }

    /// <summary>Locks a repository for a push: no maintenance runs on it until the lock is disposed.</summary>
    internal async Task<IDisposable?> LockRepositoryAsync(RepositoryName repository, GitService service) =>
        service == GitService.Write ? await _store.Locks.LockForPushAsync(repository) : null;

    internal PushTickets.Ticket Issue(RepositoryName repository, string account, string requestId) =>
        _tickets.Issue(repository, account, requestId);

    private sealed class RequestSlot(SemaphoreSlim slots) : IDisposable
    {
        public void Dispose() => slots.Release();
    }
}
