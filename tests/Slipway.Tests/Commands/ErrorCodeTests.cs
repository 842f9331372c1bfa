namespace Slipway.Tests.Commands;

public class ErrorCodeTests
{
    [Fact]
    public void Every_code_has_an_exit_code_of_sysexits()
    {
        foreach (var code in Enum.GetValues<ErrorCode>())
            ExitCode.OfCode(code).ShouldBeOneOf(
                64, 65, 66, 69, 70, 73, 74, 75, 77, 78, ExitCode.Interrupted);
    }

    [Theory]
    [InlineData(ErrorCode.Usage, ExitCode.Usage)]
    [InlineData(ErrorCode.Invalid, ExitCode.DataError)]
    [InlineData(ErrorCode.PortInUse, ExitCode.Unavailable)]
    [InlineData(ErrorCode.EngineConflict, ExitCode.Unavailable)]
    [InlineData(ErrorCode.ToolMissing, ExitCode.Io)]
    [InlineData(ErrorCode.Conflict, ExitCode.TemporaryFailure)]
    public void A_script_can_tell_failures_apart(ErrorCode code, int expected) =>
        ExitCode.Of(new SlipwayException(code, "x")).ShouldBe(expected);
}
