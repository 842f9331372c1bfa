namespace Slipway.ImageTests.Services;

/// <summary>How long is waited for what a service that has just started does not do yet.</summary>
internal sealed class RetryWindow(TimeSpan timeout, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly long _started = clock.GetTimestamp();

    public TimeSpan Timeout => timeout;

    public bool IsOver => clock.GetElapsedTime(_started) >= timeout;

    public Task PauseAsync(CancellationToken cancel) => Task.Delay(Pause, clock, cancel);

    /// <summary>Asks until there are no failures, at least once.</summary>
    public async Task<IReadOnlyList<string>> RetryUntilSuccessAsync(
        Func<Task<IReadOnlyList<string>>> probe, CancellationToken cancel)
    {
        while (true)
        {
            var failures = await probe();
            if (failures.Count == 0 || IsOver)
                return failures;
            await PauseAsync(cancel);
        }
    }
}
