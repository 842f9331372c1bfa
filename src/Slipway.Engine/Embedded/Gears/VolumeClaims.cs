using Slipway.Engine.Gears;

namespace Slipway.Engine.Embedded.Gears;

/// <summary>A volume is used by one gear at a time, from the beginning of its start to its end.</summary>
internal sealed class VolumeClaims(Func<IEnumerable<Gear>> gears)
{
    private readonly Lock _lock = new();

    /// <exception cref="SlipwayException">Another gear uses one of the volumes.</exception>
    public void Claim(Gear gear, GearSpec spec)
    {
        lock (_lock)
        {
            foreach (var volume in spec.Volumes)
                RequireUnused(volume.Volume);
            gear.HeldVolumes = [.. spec.Volumes.Select(v => v.Volume)];
        }
    }

    /// <summary>Does work during which no gear begins to use the volume.</summary>
    /// <exception cref="SlipwayException">A gear uses the volume.</exception>
    public void WhileUnused(string volume, Action work)
    {
        lock (_lock)
        {
            RequireUnused(volume);
            work();
        }
    }

    private void RequireUnused(string volume)
    {
        if (gears().FirstOrDefault(gear => gear.HeldVolumes.Contains(volume)) is { } user)
            throw new SlipwayException(
                ErrorCode.EngineConflict, $"gear '{user.Directory.Id}' uses volume '{volume}'", "stop it first");
    }
}
