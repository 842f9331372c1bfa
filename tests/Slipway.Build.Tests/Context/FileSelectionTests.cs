using Slipway.Build.Context;
using Slipway.Linux.Files;
using Slipway.Testing;

namespace Slipway.Build.Tests.Context;

public sealed class FileSelectionTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public FileSelectionTests()
    {
        foreach (var path in new[] { "a/b/c/d/foo", "a/b/c/d/e/bay", "a/b2/c/d/e/bar", "a/x.txt", "a/y.md", "top.txt" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_directory.File(path))!);
            File.WriteAllText(_directory.File(path), path);
        }
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("", "a/b/c/d", "(a) (a/b) (a/b/c) a/b/c/d a/b/c/d/e a/b/c/d/e/bay a/b/c/d/foo")]
    [InlineData("a/b", "c/d", "(c) c/d c/d/e c/d/e/bay c/d/foo")]
    [InlineData("a", "*/c/**/e", "(b) (b/c) (b/c/d) b/c/d/e b/c/d/e/bay (b2) (b2/c) (b2/c/d) b2/c/d/e b2/c/d/e/bar")]
    [InlineData("", "**/*.txt", "(a) a/x.txt top.txt")]
    [InlineData("a", "none", "")]
    public void What_a_pattern_matches_comes_with_the_directories_that_lead_to_it(
        string directory, string pattern, string expected) =>
        Select(directory, pattern, []).ShouldBe(expected);

    [Theory]
    [InlineData("a", "*.txt", "b b/c b/c/d b/c/d/e b/c/d/e/bay b/c/d/foo b2 b2/c b2/c/d b2/c/d/e b2/c/d/e/bar y.md")]
    [InlineData("a", "**/e b2 *.*", "b b/c b/c/d b/c/d/foo")]
    [InlineData("a", "b b2", "x.txt y.md")]
    [InlineData("a", "* !b/c/d/foo", "(b) (b/c) (b/c/d) b/c/d/foo")]
    [InlineData("a", "*", "")]
    public void What_is_excluded_is_left_out_with_all_below_it(string directory, string patterns, string expected) =>
        Select(directory, null, patterns.Split(' ')).ShouldBe(expected);

    [Fact]
    public void Exclusion_wins_over_the_pattern() =>
        Select("", "a/b*", ["**/d/*"]).ShouldBe("(a) a/b a/b/c a/b/c/d a/b2 a/b2/c a/b2/c/d");

    [Fact]
    public void Malformed_patterns_are_no_rules()
    {
        IgnoreRules.TryOf(["[a"]).ShouldBeNull();
        IgnoreRules.TryOf(["!"]).ShouldBeNull();
        IgnoreRules.TryOf(["", "."])!.IsEmpty.ShouldBeTrue();
    }

    private string Select(string directory, string? pattern, string[] excluded)
    {
        using var tree = SourceTree.Context(_directory.Path, IgnoreRules.None);
        var selection = new FileSelection(
            pattern is null ? null : PathPattern.TryParse(pattern, anyDepth: true), IgnoreRules.TryOf(excluded)!);
        var root = RawPath.Of(directory);
        return string.Join(' ', selection.Of(tree, root).Select(
            each => each.IsImplied ? $"({each.File.From(root)})" : each.File.From(root).ToString()));
    }
}
