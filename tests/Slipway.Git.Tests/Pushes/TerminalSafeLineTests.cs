using Slipway.Git.Pushes;

namespace Slipway.Git.Tests.Pushes;

public sealed class TerminalSafeLineTests
{
    [Theory]
    [InlineData("plain ä 漢\ttab", "plain ä 漢\ttab")]
    [InlineData("\u001b[1;31mred\u001b[0m", "red")]
    [InlineData("over\rwritten", "overwritten")]
    [InlineData("bell\u0007 \u009b31m", "bell? ?31m")]
    [InlineData("\u202etxt.exe", "?txt.exe")]
    [InlineData("\u001b]0;title\abel", "bel")]
    [InlineData("\u001b]8;;http://x\u001b\\st", "st")]
    [InlineData("ends with \u001b", "ends with ")]
    [InlineData("ends with \u001b[3", "ends with ")]
    public void Controls_are_taken_out(string line, string plain) => TerminalSafeLine.Of(line).ShouldBe(plain);

    [Fact]
    public void Lines_are_bounded() => TerminalSafeLine.Of(new string('x', 100_000)).Length.ShouldBe(4000);
}
