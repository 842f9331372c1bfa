using System.Text.RegularExpressions;

namespace Slipway.Architecture;

public partial class HouseRulesTests
{
    private const int MaxFileLines = 300;
    private const int MaxBodyLines = 40;
    private const int MaxLineLength = 120;
    private const int MaxForeignLineLength = 160;

    [Fact]
    public void No_file_is_longer_than_a_reader_wants() => SourceTree.Files("src", "bench", "fuzz")
        .Where(file => File.ReadLines(file).Count() > MaxFileLines).Select(SourceTree.Relative).ShouldBeEmpty();

    [Fact]
    public void No_method_is_longer_than_a_reader_can_hold_in_mind() => SourceTree.Files("src", "bench", "fuzz")
        .SelectMany(file => MemberBodies.Of(file).Where(body => body.Lines > MaxBodyLines))
        .Select(body => $"{SourceTree.Relative(body.File)}:{body.Line} has {body.Lines} lines").ShouldBeEmpty();

    [Fact]
    public void No_line_is_wider_than_a_screen() => SourceTree.Files("src", "bench", "fuzz")
        .SelectMany(file => WideLines(file).Select(line => $"{SourceTree.Relative(file)}:{line}")).ShouldBeEmpty();

    [Fact]
    public void No_type_has_a_name_that_says_nothing() => SourceTree.Files("src")
        .Where(file => EmptyName().IsMatch(Path.GetFileNameWithoutExtension(file)))
        .Select(SourceTree.Relative).ShouldBeEmpty();

    [Fact]
    public void A_namespace_is_where_its_folder_is() => SourceTree.Files("src")
        .Where(file => !file.EndsWith("Program.cs", StringComparison.Ordinal))
        .Where(file => Namespace().Match(File.ReadAllText(file)) is { Success: true } match
            && match.Groups[1].Value != Expected(file))
        .Select(SourceTree.Relative).ShouldBeEmpty();

    [Fact]
    public void Nothing_unfinished_is_left() => SourceTree.Files("src")
        .Where(file => Unfinished().IsMatch(File.ReadAllText(file))).Select(SourceTree.Relative).ShouldBeEmpty();

    /// <summary>Text of another language in a raw literal (SQL, HAProxy's configuration) breaks where that one can.</summary>
    private static IEnumerable<int> WideLines(string file)
    {
        var isForeign = false;
        foreach (var (index, line) in File.ReadLines(file).Index())
        {
            var quotes = line.Split("\"\"\"").Length - 1;
            if (line.Length > (isForeign || quotes > 0 ? MaxForeignLineLength : MaxLineLength))
                yield return index + 1;
            isForeign ^= quotes % 2 == 1;
        }
    }

    private static string Expected(string file) =>
        Path.GetRelativePath(Path.Combine(SourceTree.Root, "src"), Path.GetDirectoryName(file)!).Replace('/', '.');

    [GeneratedRegex(@"(Manager|Helpers?|Utils?|Utilities|Common|Core|Shared|Abstractions|Impl)\z")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"^namespace ([A-Za-z0-9_.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b")]
    private static partial Regex Unfinished();
}
