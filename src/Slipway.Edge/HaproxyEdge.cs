using System.Collections.Immutable;
using System.Net;
using Slipway.Edge.Configuration;
using Slipway.Edge.Runtime;
using Slipway.Edge.Supervision;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Routes;

namespace Slipway.Edge;

/// <summary>
/// The edge on HAProxy. One writer: the file is rendered first, then the running process is brought to the same
/// membership by run-time commands, then compared; what run-time commands cannot do, a hitless reload does.
/// </summary>
public sealed class HaproxyEdge(EdgeOptions options) : IEdge, IDisposable
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
    /// Starts HAProxy and its supervisor with the routes that were applied last, or takes over the ones that
    /// run. Idempotent.
    /// </summary>
    /// <exception cref="SlipwayException">The port is in use, or HAProxy does not start: cause and next step.</exception>
    /// <exception cref="SlipwayException">HAProxy is not installed.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        await _writer.WaitAsync(cancel);
        try
        {
            await EnsureRunsAsync(cancel);
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <summary>Ends HAProxy and its supervisor; open connections are cut. The files stay.</summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        await _writer.WaitAsync(cancel);
        try
        {
            await _haproxy.StopAsync(cancel);
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <inheritdoc/>
    /// <exception cref="SlipwayException">The table is not valid, or a TCP port is in use; then everything else is applied
    /// nevertheless.</exception>
    public async Task ApplyAsync(RouteTable table, CancellationToken cancel)
    {
        RouteTableValidation.Validate(table, options.Port);
        Volatile.Write(ref _newest, table);
        await _writer.WaitAsync(cancel);
        try
        {
            await EnsureRunsAsync(cancel);
            await FollowAsync(Volatile.Read(ref _newest)!, cancel);
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
        for (var end = DateTime.UtcNow + limit; ; await Task.Delay(DrainPoll, cancel))
        {
            if (await SessionsAsync(proxy, server, cancel) == 0)
                return true;
            if (DateTime.UtcNow >= end)
                return false;
        }
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
        _state = state;
    }

    private async Task FollowAsync(RouteTable table, CancellationToken cancel)
    {
        var running = await _haproxy.WaitForWorkerAsync(cancel);
        var now = await running.ReadAsync(cancel);
        var (state, taken) = WithoutTakenPorts(_state!.With(table), now.Proxies);
        var files = HaproxyFiles.Render(options, state, _account);
        if (now.Signature != files.Signature)
            FreePortOrThrow();
        _files.Save(state, files);
        Volatile.Write(ref _state, state);
        await ConvergeAsync(state, files.Signature, cancel);
        if (taken.Count > 0)
            throw taken[0];
    }

    /// <summary>The HTTP port is asked for only when HAProxy does not have it yet.</summary>
    private void FreePortOrThrow()
    {
        var bind = $"bind {HaproxyFiles.AddressOf(new IPEndPoint(options.Address, options.Port))}\n";
        if (!_files.LastConfiguration().Contains(bind, StringComparison.Ordinal))
            PortCheck.RequireFree(new IPEndPoint(options.Address, options.Port));
    }

    private async Task ConvergeAsync(EdgeState state, string signature, CancellationToken cancel)
    {
        var objections = "";
        for (var round = 0; round < Rounds; round++)
        {
            var worker = await _haproxy.WaitForWorkerAsync(cancel);
            var now = await worker.ReadAsync(cancel);
            var plan = MembershipPlan.Between(now, state, signature, options);
            objections = await worker.RunAsync(plan.Commands, cancel);
            await worker.RunAsync(MembershipPlan.Deletions(now, state), cancel);
            if (plan.IsDone)
                return;
            if (plan.NeedsReload || round == Rounds - 2)
                await _haproxy.ReloadAsync(signature, cancel);
        }
        throw new SlipwayException(ErrorCode.Edge, $"HAProxy does not take over the route table: {objections}");
    }

    /// <summary>
    /// A TCP endpoint whose port another program has must not keep HAProxy from starting: it is left out and reported.
    /// </summary>
    private (EdgeState State, List<SlipwayException> Taken) WithoutTakenPorts(
        EdgeState state, ImmutableHashSet<string> running)
    {
        var taken = new List<SlipwayException>();
        var kept = state.Table.Backends.Where(
            backend => backend.Protocol != EndpointProtocol.Tcp
                || running.Contains(state.Slots.ProxyOf(backend)) || IsFree(backend));
        return (state with { Table = new RouteTable([.. kept]) }, taken);

        bool IsFree(Backend backend)
        {
            try
            {
                PortCheck.RequireFree(new IPEndPoint(options.Address, backend.ListenPort!.Value));
                return true;
            }
            catch (SlipwayException e) when (e.Code == ErrorCode.Edge)
            {
                taken.Add(new SlipwayException(ErrorCode.Edge, $"{backend.Name}: {e.Message}", inner: e));
                return false;
            }
        }
    }
}
