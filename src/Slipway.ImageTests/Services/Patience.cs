namespace Slipway.ImageTests.Services;

/// <summary>How long is waited for what a service that has just started does not do yet.</summary>
internal sealed class Patience(TimeSpan longest, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly long _began = clock.GetTimestamp();

    public TimeSpan Longest => longest;

    public bool IsAtEnd => clock.GetElapsedTime(_began) >= longest;

    public Task PauseAsync(CancellationToken cancel) => Task.Delay(Pause, clock, cancel);

    /// <summary>Asks until there are no failures, at least once.</summary>
    public async Task<IReadOnlyList<string>> UntilGoodAsync(Func<Task<IReadOnlyList<string>>> ask, CancellationToken cancel)
    {
        while (true)
        {
            var failures = await ask();
            if (failures.Count == 0 || IsAtEnd)
                return failures;
            await PauseAsync(cancel);
        }
    }
}
