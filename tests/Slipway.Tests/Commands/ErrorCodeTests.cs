using Slipway.Client;
using Slipway.Commands;
using Slipway.Web.Problems;
using Slipway.Web.Resources;

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

    [Fact]
    public void A_failure_of_the_server_has_the_exit_code_that_it_has_on_this_machine()
    {
        foreach (var code in Enum.GetValues<ErrorCode>())
            ExitCode.Of(new ProblemException(ProblemMapping.Of(code, "the cause", null)))
                .ShouldBe(ExitCode.OfCode(code), $"{code}");
    }

    [Theory]
    [InlineData(422, ExitCode.DataError)]
    [InlineData(404, ExitCode.NoInput)]
    [InlineData(503, ExitCode.Unavailable)]
    [InlineData(500, ExitCode.Software)]
    public void An_answer_with_a_code_that_nobody_here_knows_is_told_by_its_status(int status, int expected) =>
        ExitCode.Of(new ProblemException(new ProblemResource("x", status, "of-tomorrow"))).ShouldBe(expected);

    [Fact]
    public async Task A_bug_in_a_command_is_an_error_inside_Slipway()
    {
        var command = Verb.Local("x", "x", [], (_, _, _) => throw new InvalidOperationException("no element"));
        (await command.Parse([]).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken))
            .ShouldBe(ExitCode.Software);
    }

    [Theory]
    [InlineData(ErrorCode.Usage, ExitCode.Usage)]
    [InlineData(ErrorCode.Invalid, ExitCode.DataError)]
    [InlineData(ErrorCode.PortInUse, ExitCode.Unavailable)]
    [InlineData(ErrorCode.EngineConflict, ExitCode.TemporaryFailure)]
    [InlineData(ErrorCode.ToolMissing, ExitCode.Unavailable)]
    [InlineData(ErrorCode.DiskFull, ExitCode.CannotCreate)]
    [InlineData(ErrorCode.Conflict, ExitCode.TemporaryFailure)]
    public void A_script_can_tell_failures_apart(ErrorCode code, int expected) =>
        ExitCode.Of(new SlipwayException(code, "x")).ShouldBe(expected);
}
