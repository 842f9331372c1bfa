namespace Slipway.Diagnostics.Tests;

public class ErrorCodesTests
{
    [Fact]
    public void A_code_is_found_by_the_name_that_the_API_gives_it()
    {
        foreach (var code in Enum.GetValues<ErrorCode>())
            ErrorCodes.Find(code.Name).ShouldBe(code);
        ErrorCode.EngineInvalidSpec.Name.ShouldBe("engine-invalid-spec");
        ErrorCodes.Find("no-such-code").ShouldBeNull();
    }
}
