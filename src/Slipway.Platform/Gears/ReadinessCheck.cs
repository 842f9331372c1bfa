using Slipway.Engine.Gears;
using Slipway.Platform.Cartridges;

namespace Slipway.Platform.Gears;

/// <summary>Waits until a new gear is ready.</summary>
internal sealed class ReadinessCheck(IGearEngine engine, TimeProvider time)
{
    private static readonly LivenessCheck Default = new();
    private readonly GearProbe _probe = new(engine);

    /// <returns>Null when it became ready, else why it did not.</returns>
    public async Task<string?> WaitAsync(string id, CartridgeProfile profile, CancellationToken cancel)
    {
        var check = profile.Liveness ?? Default;
        var begin = time.GetTimestamp();
        var late = 0;
        for (var probes = 1; ; probes++)
        {
            var state = await engine.FindAsync(id, cancel);
            if (state is null)
                return "it is gone";
            if (state.Phase == GearPhase.Ended)
                return $"it {GearExitText.Describe(state)}";
            var answer = await _probe.ProbeAsync(state, profile, check, cancel);
            if (answer is null)
                return null;
            late = time.GetElapsedTime(begin) > check.StartPeriod ? late + 1 : 0;
            if (ReadinessPolicy.NextDelay(check, probes, late) is not { } wait)
                return $"not ready after {time.GetElapsedTime(begin).TotalSeconds:0} s; last probe: {answer}";
            await Task.Delay(wait, time, cancel);
        }
    }
}
