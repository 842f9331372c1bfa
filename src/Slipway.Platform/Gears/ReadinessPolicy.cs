using Slipway.Platform.Cartridges;

namespace Slipway.Platform.Gears;

/// <summary>
/// When a new gear is probed. The first probes follow each other quickly, so that a fast gear serves at once.
/// </summary>
public static class ReadinessPolicy
{
    private static readonly TimeSpan InitialDelay = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// Each wait is longer than the one before by this: what a gear needs to start is found out with this
    /// share of it in vain.
    /// </summary>
    private const double Growth = 1.15;

    /// <summary>A script is a process in the gear, and would take the processor from what starts there.</summary>
    private const double ScriptGrowth = 1.5;

    /// <summary>How long to wait before the next probe; null: the gear is given up.</summary>
    /// <param name="probes">Probes made so far, all failed.</param>
    /// <param name="late">Of these, the ones in a row since the start period ended.</param>
    public static TimeSpan? NextDelay(LivenessCheck check, int probes, int late)
    {
        if (late >= Math.Max(1, check.Failures))
            return null;
        var asksScriptsFirst = !check.Scripts.IsEmpty && check.Ports.IsEmpty && check.HttpPath is null;
        var quick = InitialDelay * Math.Pow(asksScriptsFirst ? ScriptGrowth : Growth, Math.Min(probes, 100));
        return quick < check.Interval ? quick : check.Interval;
    }
}
