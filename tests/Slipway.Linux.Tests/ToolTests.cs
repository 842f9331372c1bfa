using Slipway.Linux.Processes;
using Slipway.Testing;

namespace Slipway.Linux.Tests;

public class ToolTests
{
    [Fact]
    public async Task Output_errors_and_exit_code_are_captured()
    {
        var result = await Tool.RunAsync(
            ["sh", "-c", "cat; echo oops >&2; exit 3"], new ToolOptions { Input = "in"u8.ToArray() });
        result.Output.ShouldBe("in");
        result.Errors.ShouldBe("oops\n");
        result.ExitCode.ShouldBe(3);
        Refusal.Of(ErrorCode.ToolFailed, () => result.OrThrow()).Message.ShouldContain("oops");
    }

    [Fact]
    public async Task A_program_that_does_not_end_is_killed() =>
        (await Refusal.OfAsync(
            ErrorCode.LimitReached,
            () => Tool.RunAsync(["sleep", "100"], new ToolOptions { Timeout = TimeSpan.FromMilliseconds(50) })))
            .NextStep.ShouldNotBeNullOrEmpty();

    [Fact]
    public async Task A_missing_program_is_named() =>
        (await Refusal.OfAsync(ErrorCode.ToolMissing, () => Tool.RunAsync(["no-such-program"]))).Message
            .ShouldBe("no-such-program is not installed");

    [Fact]
    public async Task More_output_than_is_kept_does_not_block_the_program() =>
        (await Tool.RunAsync(["head", "-c", "5000000", "/dev/zero"])).Output.Length.ShouldBe(1 << 20);
}
