using Slipway.Engine;
using Slipway.Engine.Gears;
using Slipway.ImageTests.Files;
using Slipway.ImageTests.Running;
using Slipway.ImageTests.Services;

namespace Slipway.ImageTests.Pods;

/// <summary>Makes the probes of one container.</summary>
internal sealed class PodProber(
    TestGears gears, GearTarget target, PodContainer container, string gear, TimeProvider clock)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Start-up, then readiness, then a first sign of liveness.</summary>
    /// <returns>Null when the container is ready, else what was expected and seen.</returns>
    public async Task<string?> WaitUntilReadyAsync(CancellationToken cancel) =>
        await WaitUntilStartedAsync(cancel)
        ?? await WaitUntilAsync("readiness", container.Readiness, countsFailures: false, cancel)
        ?? await WaitUntilAsync("liveness", container.Liveness, countsFailures: true, cancel);

    public Task<string?> WaitUntilStartedAsync(CancellationToken cancel) =>
        WaitUntilAsync("startup", container.Startup, countsFailures: true, cancel);

    private async Task<string?> WaitUntilAsync(
        string what, PodProbe? probe, bool countsFailures, CancellationToken cancel)
    {
        if (probe is null)
            return null;
        await Task.Delay(probe.InitialDelay, clock, cancel);
        for (var (good, bad) = (0, 0); ;)
        {
            if (await gears.Engine.FindAsync(gear, cancel) is not { Phase: GearPhase.Running })
                return $"container {container.Name}: expected {what} ({probe.Label}), the container has ended";
            var failure = await FailureAsync(probe, cancel);
            (good, bad) = failure is null ? (good + 1, 0) : (0, bad + 1);
            if (good >= probe.Successes)
                return null;
            if ((countsFailures && bad >= probe.Failures) || target.RetryWindow.IsOver)
                return $"container {container.Name}: expected {what} ({probe.Label}), it failed {bad} times in a " +
                    $"row, last: {failure ?? "too few successes"}";
            await Task.Delay(
                countsFailures ? Max(probe.Period, MinInterval) : Min(Max(probe.Period, MinInterval), PollInterval),
                clock, cancel);
        }
    }

    private async Task<string?> FailureAsync(PodProbe probe, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Max(probe.Timeout, MinInterval));
        try
        {
            return probe.Command is not null ? await ExecAsync(probe.Command, limit.Token)
                : probe.Path is null ? await target.RefusalAsync(probe.Port, limit.Token)
                : await HttpAsync(probe, limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"no answer within {probe.Timeout.TotalSeconds:0.#} s";
        }
        catch (Exception e) when (e is SlipwayException or IOException or HttpRequestException)
        {
            return e.Message;
        }
    }

    private async Task<string?> HttpAsync(PodProbe probe, CancellationToken cancel)
    {
        var request = new HttpCheck(probe.Port, probe.Path!)
        {
            Tls = probe.Tls,
            Headers = [.. probe.Headers.Select(header => new Variable(header.Key, header.Value))],
        };
        var answer = await new HttpProbe(target).SendOnceAsync(request, probe.Timeout + PollInterval, cancel);
        return answer.Status is >= 200 and < 400 ? null : $"status {answer.Status}";
    }

    private async Task<string?> ExecAsync(IReadOnlyList<string> command, CancellationToken cancel)
    {
        var (code, output) = await gears.ExecuteAsync(gear, command, cancel);
        return code != 0 ? $"exit code {code} with {TextChecks.Show(output)}" : null;
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
