using Slipway.Dockerfiles.Planning;
using Slipway.Linux.Processes;
using Slipway.Testing;

namespace Slipway.Dockerfiles.Tests.Planning;

public sealed class ModeChangeTests
{
    [Theory]
    [InlineData("755", 0, false, 493)]
    [InlineData("0640", 511, true, 416)]
    [InlineData("+x", 420, false, 493)]
    [InlineData("u=rwX,go=rX", 384, true, 493)]
    [InlineData("u=rwX,go=rX", 384, false, 420)]
    [InlineData("u=rwX,go=rX", 448, false, 493)]
    [InlineData("g=u", 448, false, 504)]
    [InlineData("a-w+x", 420, false, 365)]
    public void A_mode_is_set_or_changed(string change, int mode, bool isDirectory, int expected) =>
        ModeChange.TryParse(change).ShouldNotBeNull().Of(mode, isDirectory).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("999")]
    [InlineData("u")]
    [InlineData("u+q")]
    [InlineData("+x,")]
    [InlineData("u=ug")]
    [InlineData("x+u")]
    [InlineData("rwxr-xr-x")]
    [InlineData("u+rwxrwxrwxrwxrwx")]
    public void Other_text_is_no_mode(string text) => ModeChange.TryParse(text).ShouldBeNull();

    [Fact]
    public async Task Changes_are_those_of_chmod()
    {
        using var directory = new TemporaryDirectory();
        var random = new Random(11);
        string Pick(params string[] from) => from[random.Next(from.Length)];
        string Clause() => Pick("", "u", "g", "o", "a", "ug", "go", "uo") + Pick("+", "-", "=") + Pick(
            "r", "w", "x", "X", "s", "t", "rwX", "xs", "u", "g", "o", "");
        var cases = Enumerable.Range(0, 400).Select(_ => (
            Mode: random.Next(4096), IsDirectory: random.Next(2) == 0,
            Change: string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Clause())))).ToList();
        const string script = """
            umask 0; mkdir directory; : > file
            while [ $# -gt 0 ]; do chmod 0 "$1"; chmod u-s,g-s "$1"; chmod "$2" "$1"; chmod -- "$3" "$1"; stat -c %a "$1"; shift 3; done
            """;
        var chmod = await Tool.RunAsync(
            ["bash", "-c", script, "bash", .. cases.SelectMany(one => new[]
            {
                one.IsDirectory ? "directory" : "file", Convert.ToString(one.Mode, 8).PadLeft(5, '0'), one.Change,
            })],
            new ToolOptions { WorkingDirectory = directory.Path });
        var expected = chmod.OrThrow().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        cases.Select(one => Convert.ToString(ModeChange.TryParse(one.Change)!.Of(one.Mode, one.IsDirectory), 8))
            .ShouldBe(expected);
    }
}
