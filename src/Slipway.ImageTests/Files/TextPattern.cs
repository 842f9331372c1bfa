using System.Text.RegularExpressions;

namespace Slipway.ImageTests.Files;

/// <summary>
/// A regular expression of a test file. It is matched in linear time, so that no file can hold the tests up; like Go's
/// RE2 it knows neither backreferences nor lookaround.
/// </summary>
public sealed partial record TextPattern
{
    public const int MaxTextLength = 2048;
    private const int MaxRepeats = 1000;
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(10);
    private readonly Regex _regex;

    private TextPattern(string text, Regex regex) => (Text, _regex) = (text, regex);

    public string Text { get; }

    /// <returns>Null and the reason when the text is no pattern.</returns>
    public static TextPattern? TryParse(string text, out string problem)
    {
        problem = text.Length > MaxTextLength ? $"a pattern has at most {MaxTextLength} characters"
            : PosixClass().IsMatch(text) ? "POSIX classes such as [[:digit:]] are not known; write \\d or [0-9]"
            : Repeats(text) > MaxRepeats
            ? $"a pattern repeats at most {MaxRepeats} times, nested repetitions multiplied"
            : "";
        if (problem.Length > 0)
            return null;
        try
        {
            var translated = text.Replace("(?P<", "(?<", StringComparison.Ordinal);
            return new TextPattern(text,
                new Regex(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, MatchTimeout));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            problem = e.Message;
            return null;
        }
    }

    public bool Matches(string text) => _regex.IsMatch(text);

    public bool Equals(TextPattern? other) => other?.Text == Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;

    /// <summary>Groups' repetitions count for all that is in them; which group holds which is not looked at.</summary>
    private static long Repeats(string text)
    {
        var (groups, single) = (1L, 1L);
        foreach (Match match in Repetition().Matches(text))
        {
            var max = Math.Max(Number(match.Groups["least"]), Number(match.Groups["most"]));
            if (match.Groups["group"].Length > 0)
                groups = Math.Min(groups * Math.Max(max, 1), int.MaxValue);
            else
                single = Math.Max(single, max);
        }
        return groups * single;
    }

    private static long Number(Group group) =>
        group.Length == 0 ? 0 : group.Length > 6 ? int.MaxValue : long.Parse(group.ValueSpan, provider: null);

    [GeneratedRegex(@"(?<group>\)?)\{(?<least>[0-9]+)(?:,(?<most>[0-9]*))?\}",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Repetition();

    [GeneratedRegex(@"\[:\^?[a-z]+:\]", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex PosixClass();
}
