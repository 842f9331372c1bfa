using Slipway.Platform.Gears;
using Slipway.Platform.Rollouts;

namespace Slipway.Platform.Tests.Rollouts;

/// <summary>A gear group on paper: what a plan's steps do to it, and what must hold meanwhile.</summary>
internal sealed class GearGroup(IEnumerable<Gear> gears, bool stateful)
{
    private readonly Dictionary<Place, GearStatus> _places = gears.ToDictionary(gear => new Place(gear.Release, gear.Index), gear => gear.Status);

    public int Serving => _places.Count(place => place.Value == GearStatus.Serving);

    public IReadOnlyList<Gear> Gears => [.. _places.Select(place => new Gear("app", place.Key.Release, place.Key.Index, place.Key.ToString()) { Status = place.Value })];

    public void Apply(RolloutStep step)
    {
        switch (step)
        {
            case RolloutStep.Start(var place):
                Occupy(place, GearStatus.Starting);
                break;
            case RolloutStep.Check(var place):
                _places[place].ShouldBe(GearStatus.Starting);
                _places[place] = GearStatus.Live;
                break;
            case RolloutStep.Shift shift:
                foreach (var place in shift.Serve)
                    _places[place] = Expect(place, GearStatus.Serving);
                foreach (var place in shift.Leave)
                    _places[place] = Expect(place, GearStatus.Draining);
                break;
            case RolloutStep.Drain(var place):
                _places[place].ShouldBe(GearStatus.Draining);
                break;
            case RolloutStep.Stop(var place):
                _places.Remove(place).ShouldBeTrue();
                break;
            case RolloutStep.Hold(var place):
                _places[place] = Expect(place, GearStatus.Held);
                break;
            case RolloutStep.Revive(var place):
                Occupy(place, GearStatus.Waiting);
                break;
        }
    }

    private GearStatus Expect(Place place, GearStatus status)
    {
        _places.ShouldContainKey(place);
        return status;
    }

    private void Occupy(Place place, GearStatus status)
    {
        if (stateful)
            _places.Where(other => other.Key.Index == place.Index && other.Key != place && other.Value != GearStatus.Held).ShouldBeEmpty($"{place} would share a volume");
        _places[place] = status;
    }
}
