using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging;
using Slipway.Edge.Configuration;
using Slipway.Edge.Runtime;
using Slipway.Edge.Supervision;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Routes;

namespace Slipway.Edge;

/// <summary>
/// The edge, implemented with HAProxy. There is one writer: it renders the file first, then updates the running process
/// by runtime commands, then compares. Changes that runtime commands cannot make cause a hitless reload.
/// </summary>
public sealed partial class HaproxyEdge(EdgeOptions options, ILogger<HaproxyEdge> log)
    : IEdge, IDisposable
{
    private const int Rounds = 4;
    private static readonly TimeSpan DrainPoll = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly EdgeFiles _files = new(options);
    private readonly Haproxy _haproxy = new(options);
    private readonly Account? _account = Account.Find();
    private RouteTable? _newest;
    private EdgeState? _state;

    /// <summary>
    /// Starts HAProxy and its supervisor with the last applied routes, or adopts the running ones. Idempotent.
    /// </summary>
    /// <exception cref="SlipwayException">The port is in use; HAProxy is not installed or does not start.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        await _writer.WaitAsync(cancel);
        try
        {
            var hadRun = _haproxy.Runs;
            await EnsureRunsAsync(cancel);
            if (hadRun)
                LogAdopted();
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <summary>Stops HAProxy and its supervisor; open connections are closed. The files stay.</summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        await _writer.WaitAsync(cancel);
        try
        {
            await _haproxy.StopAsync(cancel);
            LogStopped();
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <inheritdoc/>
    /// <exception cref="SlipwayException">HAProxy does not take the table.</exception>
    public async Task<ImmutableArray<RouteFailure>> ApplyAsync(RouteTable table, CancellationToken cancel)
    {
        Volatile.Write(ref _newest, table);
        await _writer.WaitAsync(cancel);
        try
        {
            await EnsureRunsAsync(cancel);
            return await FollowAsync(Volatile.Read(ref _newest)!, cancel);
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<bool> DrainedAsync(string backend, string server, TimeSpan limit, CancellationToken cancel)
    {
        var state = Volatile.Read(ref _state) ?? _files.Load();
        if (state.Table.Backends.FirstOrDefault(b => b.Name == backend) is not { } known)
            return true;
        var proxy = state.Slots.ProxyOf(known);
        return await Polling.UntilAsync(
            async token => await SessionsAsync(proxy, server, token) == 0,
            limit, DrainPoll, TimeProvider.System, cancel);
    }

    public void Dispose() => _writer.Dispose();

    private async Task<long> SessionsAsync(string proxy, string server, CancellationToken cancel)
    {
        if (!_haproxy.Runs)
            return 0;
        var sessions = 0L;
        foreach (var worker in await _haproxy.WorkersAsync(cancel))
            sessions += await worker.SessionsAsync(proxy, server, cancel);
        return sessions;
    }

    private async Task EnsureRunsAsync(CancellationToken cancel)
    {
        _files.Prepare();
        _state ??= _files.Load();
        if (_haproxy.Runs || _haproxy.IsSupervised)
        {
            await _haproxy.SuperviseAsync(cancel);
            return;
        }
        PortCheck.RequireFree(new IPEndPoint(options.Address, options.Port));
        var (state, _) = WithoutTakenPorts(_state, []);
        var files = HaproxyFiles.Render(options, state, _account);
        _files.Save(state, files);
        await _haproxy.StartAsync(files.Signature, cancel);
        LogStarted(options.Address, options.Port);
        _state = state;
    }

    private async Task<ImmutableArray<RouteFailure>> FollowAsync(RouteTable table, CancellationToken cancel)
    {
        var running = await _haproxy.WaitForWorkerAsync(cancel);
        var now = await running.ReadAsync(cancel);
        var (valid, refused) = RouteTableValidation.Split(table, _state!.Table, options.Port);
        var (state, taken) = WithoutTakenPorts(_state.With(valid), now.Proxies);
        var files = HaproxyFiles.Render(options, state, _account);
        if (now.Signature != files.Signature)
            FreePortOrThrow();
        _files.Save(state, files);
        Volatile.Write(ref _state, state);
        await ConvergeAsync(state, files.Signature, cancel);
        return [.. refused, .. taken];
    }

    /// <summary>Checks the HTTP port only if HAProxy does not listen on it yet.</summary>
    private void FreePortOrThrow()
    {
        var bind = $"bind {HaproxyFiles.AddressOf(new IPEndPoint(options.Address, options.Port))}\n";
        if (!_files.LastConfiguration().Contains(bind, StringComparison.Ordinal))
            PortCheck.RequireFree(new IPEndPoint(options.Address, options.Port));
    }

    private async Task ConvergeAsync(EdgeState state, string signature, CancellationToken cancel)
    {
        var errors = "";
        for (var round = 0; round < Rounds; round++)
        {
            var worker = await _haproxy.WaitForWorkerAsync(cancel);
            var now = await worker.ReadAsync(cancel);
            var plan = MembershipPlan.Between(now, state, signature, options);
            errors = await worker.RunAsync(plan.Commands, cancel);
            await worker.RunAsync(MembershipPlan.Deletions(now, state), cancel);
            if (plan.IsDone)
                return;
            if (!plan.NeedsReload && round != Rounds - 2)
                continue;
            await _haproxy.ReloadAsync(signature, cancel);
            LogReloaded(state.Table.Backends.Length);
        }
        throw new SlipwayException(ErrorCode.Edge, $"HAProxy does not take over the route table: {errors}");
    }

    /// <summary>
    /// A TCP endpoint whose port another program uses must not keep HAProxy from starting: it is skipped and reported.
    /// </summary>
    private (EdgeState State, ImmutableArray<RouteFailure> Taken) WithoutTakenPorts(
        EdgeState state, ImmutableHashSet<string> running)
    {
        var taken = ImmutableArray.CreateBuilder<RouteFailure>();
        var kept = state.Table.Backends.Where(
            backend => backend.Protocol != EndpointProtocol.Tcp
                || running.Contains(state.Slots.ProxyOf(backend)) || IsFree(backend)).ToImmutableArray();
        return (state with { Table = new RouteTable(kept) }, taken.ToImmutable());

        bool IsFree(Backend backend)
        {
            try
            {
                PortCheck.RequireFree(new IPEndPoint(options.Address, backend.ListenPort!.Value));
                return true;
            }
            catch (SlipwayException e) when (e.Code is ErrorCode.PortInUse or ErrorCode.Edge)
            {
                taken.Add(new RouteFailure(backend.Name, e.Code, e.Message, e.NextStep));
                return false;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "HAProxy was started at {Address} port {Port}")]
    private partial void LogStarted(IPAddress address, int port);

    [LoggerMessage(Level = LogLevel.Information, Message = "the HAProxy that ran was taken over")]
    private partial void LogAdopted();

    [LoggerMessage(Level = LogLevel.Information, Message = "HAProxy was stopped")]
    private partial void LogStopped();

    [LoggerMessage(Level = LogLevel.Information, Message = "HAProxy was reloaded with {Backends} backends")]
    private partial void LogReloaded(int backends);
}
