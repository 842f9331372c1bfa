namespace Slipway.Diagnostics.Tests;

public sealed class InternalErrorTests
{
    [Fact]
    public void Every_code_but_one_is_something_that_Slipway_foresaw()
    {
        foreach (var code in Enum.GetValues<ErrorCode>())
            InternalError.Is(new SlipwayException(code, "x")).ShouldBe(code == ErrorCode.Internal, $"{code}");
    }

    [Fact]
    public void A_cause_that_nobody_foresaw_is_named_as_one()
    {
        InternalError.CauseOf(new IOException("gone")).ShouldBe("gone");
        InternalError.CauseOf(new InvalidOperationException("no element"))
            .ShouldBe("an error inside Slipway (InvalidOperationException): no element");
    }
}
