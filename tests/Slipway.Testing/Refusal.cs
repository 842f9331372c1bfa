namespace Slipway.Testing;

/// <summary>Asserts that something fails with one code.</summary>
public static class Refusal
{
    public static SlipwayException Of(ErrorCode code, Action action) =>
        Checked(code, Should.Throw<SlipwayException>(action));

    public static SlipwayException Of(ErrorCode code, Func<object?> action) =>
        Checked(code, Should.Throw<SlipwayException>(action));

    public static async Task<SlipwayException> OfAsync(ErrorCode code, Func<Task> action) =>
        Checked(code, await Should.ThrowAsync<SlipwayException>(action));

    private static SlipwayException Checked(ErrorCode code, SlipwayException refusal)
    {
        refusal.Code.ShouldBe(code, refusal.Message);
        return refusal;
    }
}
