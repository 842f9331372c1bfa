using Slipway.Dockerfiles;
using Slipway.Dockerfiles.Syntax;
using Slipway.Linux.Processes;

namespace Slipway.Dockerfiles.Tests.Syntax;

public sealed class ExpansionTests
{
    private static readonly Dictionary<string, string> Variables =
        new() { ["a"] = "one", ["empty"] = "", ["b"] = "x y", ["path"] = "a/b/c.tar.gz" };

    [Theory]
    [InlineData("$a", "one")]
    [InlineData("${a}b", "oneb")]
    [InlineData("$ab", "")]
    [InlineData("${u:-d}", "d")]
    [InlineData("${u-d}", "d")]
    [InlineData("${empty:-d}", "d")]
    [InlineData("${empty-d}", "")]
    [InlineData("${a:+d}", "d")]
    [InlineData("${empty:+d}", "")]
    [InlineData("${empty+d}", "d")]
    [InlineData("${u:-${a}x}", "onex")]
    [InlineData("\\$a", "$a")]
    [InlineData("'$a'", "$a")]
    [InlineData("\"$a \\\"q\\\" \\n\"", "one \"q\" \\n")]
    [InlineData("a\\ b", "a b")]
    [InlineData("${path#*/}", "b/c.tar.gz")]
    [InlineData("${path##*/}", "c.tar.gz")]
    [InlineData("${path%.*}", "a/b/c.tar")]
    [InlineData("${path%%.*}", "a/b/c")]
    [InlineData("${path/b/x}", "a/x/c.tar.gz")]
    [InlineData("${path//a/$empty}", "/b/c.tr.gz")]
    [InlineData("${path//\\//-}", "a-b-c.tar.gz")]
    [InlineData("${path#${path%%/*}/}", "b/c.tar.gz")]
    [InlineData("${path#none}", "a/b/c.tar.gz")]
    [InlineData("${u%x}${u//a/b}", "")]
    [InlineData("\"${b/ /_}\"", "x_y")]
    [InlineData("$", "$")]
    [InlineData("a$/b", "a$/b")]
    [InlineData("\"$b\"", "x y")]
    public void Words_expand_as_docker_has_them(string word, string expected) => Of().Word(word).ShouldBe(expected);

    [Theory]
    [InlineData("${a", "closing")]
    [InlineData("${a#b", "closing")]
    [InlineData("${a/b}", "closing")]
    [InlineData("${}", "without a name")]
    [InlineData("${a!b}", "modifier")]
    [InlineData("${u:?is needed}", "is needed")]
    [InlineData("\"a", "double quote")]
    [InlineData("'a", "single quote")]
    public void Malformed_words_are_refused(string word, string cause)
    {
        var error = Should.Throw<DockerfileException>(() => Of().Word(word));
        error.Line.ShouldBe(7);
        error.Message.ShouldContain(cause);
    }

    [Fact]
    public async Task Patterns_match_as_bash_has_them()
    {
        const string script = """
            while [ $# -gt 0 ]; do
              case $2 in '#') x=${1#$3};; '##') x=${1##$3};; '%') x=${1%$3};; '%%') x=${1%%$3};; /) x=${1/$3/-};; *) x=${1//$3/-};; esac
              printf '%s\n' "$x"; shift 3
            done
            """;
        var random = new Random(7);
        string Of(string[] pieces, int max) => string.Concat(
            Enumerable.Range(0, random.Next(1, max)).Select(_ => pieces[random.Next(pieces.Length)]));
        var cases = Enumerable.Range(0, 600).Select(_ => (
            Value: Of(["a", "b", "*", "."], 9), Operation: new[] { "#", "##", "%", "%%", "/", "//" }[random.Next(6)],
            Pattern: Of(["a", "b", "*", "?", "\\*", "."], 5)))
            // bash 5.2 finds no star behind a star, which dash and its manual do.
            .Where(one => !one.Pattern.Contains("*\\*", StringComparison.Ordinal)).ToList();
        var bash = await Tool.RunAsync(["bash", "-c", script, "bash",
            .. cases.SelectMany(one => new[] { one.Value, one.Operation, one.Pattern })]);
        var expected = bash.OrThrow().Output.Split('\n')[..^1];
        cases.Select(one => new Expansion('\\', _ => one.Value, 1)
            .Word($"${{v{one.Operation}{one.Pattern}{(one.Operation[0] == '/' ? "/-" : "")}}}")).ShouldBe(expected);
    }

    [Fact]
    public void A_replacement_that_grows_without_end_is_refused()
    {
        var value = new string('a', 100_000);
        Should.Throw<DockerfileException>(() => new Expansion('\\', _ => value, 1).Word("${v//?/$v}")).Code
            .ShouldBe(ErrorCode.BuildLimit);
        Should.Throw<DockerfileException>(() => Of().Word($"${{a#{new string('*', 300)}}}")).Message
            .ShouldContain("too long");
    }

    [Fact]
    public void Documents_keep_their_quotes() => Of().Document("\"$a\" 'x' \\$a \\n").ShouldBe("\"one\" 'x' $a \\n");

    private static Expansion Of() => new('\\', Variables.GetValueOrDefault, 7);
}
