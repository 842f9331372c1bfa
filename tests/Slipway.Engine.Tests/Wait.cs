namespace Slipway.Engine.Tests;

/// <summary>Waits for something to become true, with a deadline.</summary>
internal static class Wait
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public static async Task<T> ForAsync<T>(Func<Task<T?>> ask, [
        System.Runtime.CompilerServices.CallerArgumentExpression(nameof(ask))] string? what = null) where T : class
    {
        var deadline = DateTime.UtcNow + Timeout;
        while (DateTime.UtcNow < deadline)
        {
            if (await ask() is { } answer)
                return answer;
            await Task.Delay(10);
        }
        throw new TimeoutException($"did not happen: {what}");
    }

    public static Task UntilAsync(
        Func<Task<bool>> ask,
        [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(ask))] string? what = null) =>
        ForAsync(async () => await ask() ? "" : null, what);
}
