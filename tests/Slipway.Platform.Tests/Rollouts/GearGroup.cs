using Slipway.Platform.Gears;
using Slipway.Platform.Rollouts;

namespace Slipway.Platform.Tests.Rollouts;

/// <summary>A gear group on paper: what a plan's steps do to it, and what must hold meanwhile.</summary>
internal sealed class GearGroup(IEnumerable<Replica> replicas, bool stateful)
{
    private static readonly DateTimeOffset Later = DateTimeOffset.UnixEpoch.AddYears(100);
    private readonly Dictionary<ReplicaId, Replica> _replicas =
        replicas.ToDictionary(replica => new ReplicaId(replica.Release, replica.Index));

    public int Serving => _replicas.Count(id => id.Value.Status == ReplicaStatus.Serving);

    public IReadOnlyList<Replica> Gears => [.. _replicas.Values];

    /// <summary>Those that were not left to themselves.</summary>
    public IReadOnlyList<Replica> Own => [.. _replicas.Values.Where(replica => replica.DrainUntil is null)];

    /// <summary>What a rollout does before it plans.</summary>
    public IReadOnlyList<Replica> TakeOver(int target, int scale)
    {
        foreach (var (id, replica) in _replicas
            .Where(id => RolloutPlan.TakesOver(id.Value, target, scale)).ToList())
            _replicas[id] = replica with { DrainUntil = null };
        return Gears;
    }

    public void Apply(RolloutStep step)
    {
        switch (step)
        {
            case RolloutStep.Start(var id):
                Occupy(id, ReplicaStatus.Starting);
                break;
            case RolloutStep.WaitUntilReady(var id):
                Change(id, ReplicaStatus.Ready, from: ReplicaStatus.Starting);
                break;
            case RolloutStep.SwitchTraffic shift:
                foreach (var id in shift.Serve)
                    Change(id, ReplicaStatus.Serving);
                foreach (var id in shift.Leave)
                    Change(id, ReplicaStatus.Draining);
                break;
            case RolloutStep.Drain(var id):
                Change(id, ReplicaStatus.Draining, from: ReplicaStatus.Draining);
                break;
            case RolloutStep.DrainInBackground(var id):
                Change(id, ReplicaStatus.Draining, from: ReplicaStatus.Draining);
                _replicas[id] = _replicas[id] with { DrainUntil = Later };
                break;
            case RolloutStep.Stop(var id):
                _replicas.Remove(id).ShouldBeTrue();
                break;
            case RolloutStep.Suspend(var id):
                Change(id, ReplicaStatus.Suspended);
                break;
            case RolloutStep.Reschedule(var id):
                Occupy(id, ReplicaStatus.Waiting);
                break;
        }
    }

    private void Change(ReplicaId id, ReplicaStatus status, ReplicaStatus? from = null)
    {
        _replicas.ShouldContainKey(id);
        _replicas[id].DrainUntil.ShouldBeNull($"{id} is left to itself");
        if (from is { } expected)
            _replicas[id].Status.ShouldBe(expected);
        _replicas[id] = _replicas[id] with { Status = status };
    }

    private void Occupy(ReplicaId id, ReplicaStatus status)
    {
        if (stateful)
            _replicas.Where(other => other.Key.Index == id.Index && other.Key != id && other.Value.Occupies)
                .ShouldBeEmpty($"{id} would share a volume");
        _replicas[id] = new Replica("app", id.Release, id.Index, $"{id}")
        {
            Status = status, Slot = stateful ? $"app-{id.Index}" : null,
        };
    }
}
