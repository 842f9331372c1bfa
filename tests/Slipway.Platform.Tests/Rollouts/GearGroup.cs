using Slipway.Platform.Gears;
using Slipway.Platform.Rollouts;

namespace Slipway.Platform.Tests.Rollouts;

/// <summary>A gear group on paper: what a plan's steps do to it, and what must hold meanwhile.</summary>
internal sealed class GearGroup(IEnumerable<Replica> gears, bool stateful)
{
    private static readonly DateTimeOffset Later = DateTimeOffset.UnixEpoch.AddYears(100);
    private readonly Dictionary<ReplicaId, Replica> _places =
        gears.ToDictionary(gear => new ReplicaId(gear.Release, gear.Index));

    public int Serving => _places.Count(place => place.Value.Status == ReplicaStatus.Serving);

    public IReadOnlyList<Replica> Gears => [.. _places.Values];

    /// <summary>Those that were not left to themselves.</summary>
    public IReadOnlyList<Replica> Own => [.. _places.Values.Where(gear => gear.DrainUntil is null)];

    /// <summary>What a rollout does before it plans.</summary>
    public IReadOnlyList<Replica> TakeOver(int target, int scale)
    {
        foreach (var (place, gear) in _places
            .Where(place => RolloutPlan.TakesOver(place.Value, target, scale)).ToList())
            _places[place] = gear with { DrainUntil = null };
        return Gears;
    }

    public void Apply(RolloutStep step)
    {
        switch (step)
        {
            case RolloutStep.Start(var place):
                Occupy(place, ReplicaStatus.Starting);
                break;
            case RolloutStep.WaitUntilReady(var place):
                Change(place, ReplicaStatus.Ready, from: ReplicaStatus.Starting);
                break;
            case RolloutStep.SwitchTraffic shift:
                foreach (var place in shift.Serve)
                    Change(place, ReplicaStatus.Serving);
                foreach (var place in shift.Leave)
                    Change(place, ReplicaStatus.Draining);
                break;
            case RolloutStep.Drain(var place):
                Change(place, ReplicaStatus.Draining, from: ReplicaStatus.Draining);
                break;
            case RolloutStep.DrainInBackground(var place):
                Change(place, ReplicaStatus.Draining, from: ReplicaStatus.Draining);
                _places[place] = _places[place] with { DrainUntil = Later };
                break;
            case RolloutStep.Stop(var place):
                _places.Remove(place).ShouldBeTrue();
                break;
            case RolloutStep.Suspend(var place):
                Change(place, ReplicaStatus.Suspended);
                break;
            case RolloutStep.Reschedule(var place):
                Occupy(place, ReplicaStatus.Waiting);
                break;
        }
    }

    private void Change(ReplicaId place, ReplicaStatus status, ReplicaStatus? from = null)
    {
        _places.ShouldContainKey(place);
        _places[place].DrainUntil.ShouldBeNull($"{place} is left to itself");
        if (from is { } expected)
            _places[place].Status.ShouldBe(expected);
        _places[place] = _places[place] with { Status = status };
    }

    private void Occupy(ReplicaId place, ReplicaStatus status)
    {
        if (stateful)
            _places.Where(other => other.Key.Index == place.Index && other.Key != place && other.Value.Occupies)
                .ShouldBeEmpty($"{place} would share a volume");
        _places[place] = new Replica("app", place.Release, place.Index, $"{place}")
        {
            Status = status, Slot = stateful ? $"app-{place.Index}" : null,
        };
    }
}
