using System.Text.Json.Nodes;
using Slipway.ImageTests.Clusters.Api;
using Slipway.ImageTests.Running;
using Slipway.ImageTests.Services;

namespace Slipway.ImageTests.Clusters.Pods;

/// <summary>Waits until a pod is ready, or will not be.</summary>
/// <param name="longest">How long it may take; what its node needs for fetching images does not count.</param>
internal sealed class PodWait(ClusterClient client, TestNamespace space, PodManifest manifest, string underTest, TimeSpan longest, TimeProvider clock)
{
    private const int ShownWarnings = 5;
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(500);

    /// <summary>A container without a readiness probe is ready when it has run for this long.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPreparation = TimeSpan.FromMinutes(3);

    /// <summary>How long may be waited for what the pod does not do yet.</summary>
    public Patience Patience { get; private set; } = new(longest, clock);

    /// <param name="mustEnd">The pod is good when all its containers have ended with 0.</param>
    public async Task<CaseOutcome> UntilReadyAsync(bool mustEnd, CancellationToken cancel)
    {
        var preparation = new Patience(LongestPreparation, clock);
        for (int? settled = null; ;)
        {
            var pod = await client.FindAsync(space.PathOf(manifest.Name), cancel);
            if (pod is null || pod.At("metadata", "deletionTimestamp") is not null)
                return CaseOutcome.Failed("expected the pod to run, somebody removed it");
            var verdict = PodVerdict.Of(pod, mayEnd: !manifest.RunsForEver, mustEnd);
            if (verdict.State == PodState.Failed)
                return await FailedAsync(verdict.Message, verdict.Container, cancel);
            if (verdict.State == PodState.Ready && (!NeedsSettling(pod) || settled == RestartsOf(pod)))
                return CaseOutcome.Passed;
            if (verdict.State == PodState.Preparing && !preparation.IsAtEnd)
                Patience = new Patience(longest, clock);
            else if (verdict.State != PodState.Ready && Patience.IsAtEnd)
                return await FailedAsync(
                    $"expected to be {(mustEnd ? "done" : "ready")} within {longest.TotalSeconds:0.#} s, is not: {verdict.Message}", null, cancel);
            settled = verdict.State == PodState.Ready ? RestartsOf(pod) : null;
            await Task.Delay(settled is null ? Often : Settling, clock, cancel);
        }
    }

    private bool NeedsSettling(JsonObject pod) => manifest.HasUnprobed && pod.Text("status", "phase") != "Succeeded";

    private static int RestartsOf(JsonObject pod) =>
        pod.List("status", "containerStatuses").Sum(status => Math.Clamp(status.Number("restartCount") ?? 0, 0, 1 << 20));

    private async Task<CaseOutcome> FailedAsync(string message, string? container, CancellationToken cancel)
    {
        var warnings = (await space.WarningsAsync(manifest.Name, cancel)).TakeLast(ShownWarnings).Select(warning => $"\n  {Texts.Show(warning)}");
        return CaseOutcome.Failed(
            message + string.Concat(warnings), await new PodLogs(client, space.PathOf(manifest.Name)).TailAsync(container ?? underTest));
    }
}
