namespace Slipway.Testing.World;

public static class Eventually
{
    /// <summary>Asks again until it is so, at most half a minute.</summary>
    public static async Task IsAsync(Func<Task<bool>> condition, string what) =>
        (await Polling.UntilAsync(_ => condition(), TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(10),
            TimeProvider.System, TestContext.Current.CancellationToken))
            .ShouldBeTrue($"it did not become true that {what}");
}
