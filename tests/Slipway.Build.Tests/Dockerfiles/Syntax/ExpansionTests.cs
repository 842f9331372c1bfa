using Slipway.Build.Dockerfiles;
using Slipway.Build.Dockerfiles.Syntax;

namespace Slipway.Build.Tests.Dockerfiles.Syntax;

public sealed class ExpansionTests
{
    private static readonly Dictionary<string, string> Variables = new() { ["a"] = "one", ["empty"] = "", ["b"] = "x y" };

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
    [InlineData("$", "$")]
    [InlineData("a$/b", "a$/b")]
    [InlineData("\"$b\"", "x y")]
    public void Words_expand_as_docker_has_them(string word, string expected) => Of().Word(word).ShouldBe(expected);

    [Theory]
    [InlineData("${a", "closing")]
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
    public void Documents_keep_their_quotes() => Of().Document("\"$a\" 'x' \\$a \\n").ShouldBe("\"one\" 'x' $a \\n");

    private static Expansion Of() => new('\\', Variables.GetValueOrDefault, 7);
}
