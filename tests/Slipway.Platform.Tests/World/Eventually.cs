using System.Diagnostics;

namespace Slipway.Platform.Tests.World;

internal static class Eventually
{
    /// <summary>Asks again until it is so, at most half a minute.</summary>
    public static async Task IsAsync(Func<Task<bool>> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > TimeSpan.FromSeconds(30))
                throw new TimeoutException($"it did not become true that {what}");
            await Task.Delay(10);
        }
    }
}
