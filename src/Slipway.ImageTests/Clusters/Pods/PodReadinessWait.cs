using System.Text.Json.Nodes;
using Slipway.ImageTests.Clusters.Api;
using Slipway.ImageTests.Running;
using Slipway.ImageTests.Services;

namespace Slipway.ImageTests.Clusters.Pods;

/// <summary>Waits until a pod is ready, or will not be.</summary>
/// <param name="timeout">How long it may take; what its node needs for fetching images does not count.</param>
internal sealed class PodReadinessWait(
    ClusterClient client, TestNamespace space, PodManifest manifest, string underTest,
    TimeSpan timeout, TimeProvider clock)
{
    private const int ShownWarnings = 5;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>A container without a readiness probe is ready when it has run for this long.</summary>
    private static readonly TimeSpan StabilizationTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PreparationTimeout = TimeSpan.FromMinutes(3);

    /// <summary>How long may be waited for what the pod does not do yet.</summary>
    public RetryWindow RetryWindow { get; private set; } = new(timeout, clock);

    /// <param name="mustEnd">The pod is good when all its containers have ended with 0.</param>
    public async Task<CaseOutcome> WaitUntilReadyAsync(bool mustEnd, CancellationToken cancel)
    {
        var preparation = new RetryWindow(PreparationTimeout, clock);
        for (int? settled = null; ;)
        {
            var pod = await client.FindPodAsync(space.AddressOf(manifest.Name), cancel);
            if (pod is null || pod.At("metadata", "deletionTimestamp") is not null)
                return CaseOutcome.Failed("expected the pod to run, somebody removed it");
            var readiness = PodReadiness.Of(pod, mayEnd: !manifest.RunsForEver, mustEnd);
            if (readiness.State == PodState.Failed)
                return await FailedAsync(readiness.Message, readiness.Container, cancel);
            if (readiness.State == PodState.Ready && (!NeedsStabilization(pod) || settled == RestartsOf(pod)))
                return CaseOutcome.Passed;
            if (readiness.State == PodState.Preparing && !preparation.IsOver)
                RetryWindow = new RetryWindow(timeout, clock);
            else if (readiness.State != PodState.Ready && RetryWindow.IsOver)
                return await FailedAsync(
                    $"expected to be {(mustEnd ? "done" : "ready")} within {timeout.TotalSeconds:0.#} s, is not: " +
                        $"{readiness.Message}", null, cancel);
            settled = readiness.State == PodState.Ready ? RestartsOf(pod) : null;
            await Task.Delay(settled is null ? PollInterval : StabilizationTime, clock, cancel);
        }
    }

    private bool NeedsStabilization(JsonObject pod) =>
        manifest.HasUnprobed && pod.Text("status", "phase") != "Succeeded";

    private static int RestartsOf(JsonObject pod) =>
        pod.List("status", "containerStatuses")
            .Sum(status => Math.Clamp(status.Number("restartCount") ?? 0, 0, 1 << 20));

    private async Task<CaseOutcome> FailedAsync(string message, string? container, CancellationToken cancel)
    {
        var warnings = (await space.WarningsAsync(manifest.Name, cancel))
            .TakeLast(ShownWarnings).Select(warning => $"\n  {TextChecks.Show(warning)}");
        return CaseOutcome.Failed(
            message + string.Concat(warnings),
            await new PodLogs(client, space.AddressOf(manifest.Name)).TailAsync(container ?? underTest));
    }
}
