namespace Slipway.Engine.Tests;

/// <summary>Waits for something to become true, with a deadline.</summary>
internal static class Wait
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public static async Task<T> ForAsync<T>(Func<Task<T?>> ask, [
        System.Runtime.CompilerServices.CallerArgumentExpression(nameof(ask))] string? what = null) where T : class
    {
        T? answer = null;
        await Polling.UntilAsync(async _ => (answer = await ask()) is not null, Timeout, TimeSpan.FromMilliseconds(10),
            TimeProvider.System, TestContext.Current.CancellationToken);
        return answer.ShouldNotBeNull($"did not happen: {what}");
    }

    public static Task UntilAsync(
        Func<Task<bool>> ask,
        [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(ask))] string? what = null) =>
        ForAsync(async () => await ask() ? "" : null, what);
}
