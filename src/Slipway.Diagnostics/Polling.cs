namespace Slipway.Diagnostics;

/// <summary>Waiting for a condition that nothing announces.</summary>
public static class Polling
{
    /// <summary>Asks at an interval until the condition holds or the time is over.</summary>
    /// <returns>Whether the condition holds; it is asked once more when the time is over.</returns>
    public static async Task<bool> UntilAsync(
        Func<CancellationToken, Task<bool>> condition, TimeSpan timeout, TimeSpan interval, TimeProvider time,
        CancellationToken cancel)
    {
        var start = time.GetTimestamp();
        while (!await condition(cancel))
        {
            if (timeout - time.GetElapsedTime(start) is var left && left <= TimeSpan.Zero)
                return false;
            await Task.Delay(left < interval ? left : interval, time, cancel);
        }
        return true;
    }

    /// <summary>As for a condition that is asked asynchronously.</summary>
    public static Task<bool> UntilAsync(
        Func<bool> condition, TimeSpan timeout, TimeSpan interval, TimeProvider time, CancellationToken cancel) =>
        UntilAsync(_ => Task.FromResult(condition()), timeout, interval, time, cancel);

    /// <summary>The same where nothing can be awaited: the thread waits.</summary>
    public static bool Until(Func<bool> condition, TimeSpan timeout, TimeSpan interval, TimeProvider time)
    {
        var start = time.GetTimestamp();
        while (!condition())
        {
            if (timeout - time.GetElapsedTime(start) is var left && left <= TimeSpan.Zero)
                return false;
            Task.Delay(left < interval ? left : interval, time).GetAwaiter().GetResult();
        }
        return true;
    }
}
