using Slipway.Engine.Gears;
using Slipway.Platform.Applications;

namespace Slipway.Platform.Gears;

/// <summary>The gears of applications: their state, their logs, commands in them.</summary>
public sealed class GearService
{
    private readonly IReplicaStore _store;
    private readonly IGearEngine _engine;
    private readonly ApplicationLogs _logs;

    internal GearService(IReplicaStore store, IGearEngine engine, ApplicationLogs logs) =>
        (_store, _engine, _logs) = (store, engine, logs);

    public Task<IReadOnlyList<Replica>> ListAsync(Application application, CancellationToken cancel) =>
        _store.ListAsync(application.Id, cancel);

    /// <summary>
    /// The logs of all gears as one, by time: the last <paramref name="tail"/> lines (null: all that are kept), then,
    /// when following, what comes, through restarts, rollouts and scaling, until cancelled.
    /// </summary>
    public IAsyncEnumerable<ApplicationLogLine> LogsAsync(
        Application application, int? tail, bool follow, CancellationToken cancel) =>
        _logs.ReadAsync(application, tail, follow, cancel);

    /// <summary>Runs a command in a gear that runs; one that serves is preferred.</summary>
    /// <param name="gear">A gear's id; null picks one.</param>
    public async Task<(Replica Gear, IExecSession Session)> ExecAsync(
        Application application, string? gear, ExecSpec spec, CancellationToken cancel)
    {
        var replicas = await _store.ListAsync(application.Id, cancel);
        var candidates = replicas.Where(candidate => gear is null || candidate.Id == gear)
            .OrderBy(candidate => candidate.Status == ReplicaStatus.Serving ? 0 : 1);
        foreach (var candidate in candidates)
        {
            if (await _engine.FindAsync(candidate.Id, cancel) is { Phase: GearPhase.Running })
                return (candidate, await _engine.ExecAsync(candidate.Id, spec, cancel));
        }
        throw new SlipwayException(ErrorCode.Conflict,
            gear is null ? $"no gear of {application} runs" : $"{application} has no running gear {gear}",
            "`slipway app show` tells why");
    }

    public async Task<GearStats?> StatsAsync(Replica replica, CancellationToken cancel) =>
        await _engine.FindAsync(replica.Id, cancel) is { Phase: GearPhase.Running }
            ? await _engine.StatsAsync(replica.Id, cancel) : null;
}
