using Slipway.Build.Context;
using Slipway.Dockerfiles;

namespace Slipway.Build.Tests.Context;

public sealed class IgnoreRulesTests
{
    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a", "a/b/c", true)]
    [InlineData("a", "b/a", false)]
    [InlineData("/a", "a", true)]
    [InlineData("a/", "a/b", true)]
    [InlineData("./a", "a", true)]
    [InlineData("*.log", "x.log", true)]
    [InlineData("*.log", "d/x.log", false)]
    [InlineData("**/*.log", "x.log", true)]
    [InlineData("**/*.log", "d/e/x.log", true)]
    [InlineData("a/**", "a/b/c", true)]
    [InlineData("a/**/z", "a/z", true)]
    [InlineData("a/**/z", "a/b/c/z", true)]
    [InlineData("a/*/z", "a/b/c/z", false)]
    [InlineData("*/temp*", "d/temporary", true)]
    [InlineData("temp?", "temp", false)]
    [InlineData("temp?", "tempa", true)]
    [InlineData("[ab].txt", "b.txt", true)]
    [InlineData("[^ab].txt", "b.txt", false)]
    [InlineData("*\n!keep", "keep", false)]
    [InlineData("*\n!keep", "keep/x", false)]
    [InlineData("*\n!keep\nkeep/x", "keep/x", true)]
    [InlineData("!keep\n*", "keep", true)]
    [InlineData("#a", "#a", false)]
    [InlineData(" a ", "a", true)]
    [InlineData("", "a", false)]
    [InlineData("a.b", "aXb", false)]
    [InlineData("a/../b", "b", true)]
    public void Rules_mean_what_docker_means(string rules, string path, bool ignored) =>
        IgnoreRules.Parse(rules).Ignores(path).ShouldBe(ignored);

    [Theory]
    [InlineData("x\n[", 2)]
    [InlineData("!", 1)]
    [InlineData("a\\", 1)]
    public void Malformed_rules_name_their_line(string rules, int line) =>
        Should.Throw<SlipwayException>(() => IgnoreRules.Parse(rules)).Message
            .ShouldContain($"line {line} of the ignore file");
}
