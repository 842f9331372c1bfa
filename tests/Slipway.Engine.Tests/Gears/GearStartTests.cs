namespace Slipway.Engine.Tests.Gears;

public class GearStartTests
{
    [Fact]
    public async Task A_gear_runs_and_its_exit_code_is_reported()
    {
        await using var test = await TestEngine.OpenAsync();
        var (state, output) = await test.RunAsync("echo hello; exit 3");
        output.ShouldBe("hello");
        state.Exit!.Code.ShouldBe(3);
    }
}
