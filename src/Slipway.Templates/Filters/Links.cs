using System.Text.RegularExpressions;
using Slipway.Templates.Values;

namespace Slipway.Templates.Filters;

/// <summary>Makes links of the addresses in a text, as <c>urlize</c> does.</summary>
internal sealed partial class Links(string rel, string? target, long? limit, IReadOnlyList<string> schemes)
{
    private static readonly (string Open, string Close)[] Brackets = [("(", ")"), ("<", ">"), ("&lt;", "&gt;")];
    private readonly string _attributes =
        (rel.Length > 0 ? $" rel=\"{Markup.EscapeText(rel)}\"" : "")
            + (target is { Length: > 0 } ? $" target=\"{Markup.EscapeText(target)}\"" : "");

    /// <param name="text">Escaped for HTML.</param>
    public string In(string text) => string.Concat(Blanks().Split(text).Select(Word));

    private string Word(string word)
    {
        var head = Head().Match(word).Value;
        var middle = word[head.Length..];
        var tail = Tail().Match(middle).Value;
        middle = middle[..^tail.Length];
        foreach (var (open, close) in Brackets)
            Balance(open, close, ref middle, ref tail);
        return head + Link(middle) + tail;
    }

    /// <summary>A bracket that the address opens is part of it, though it stands at the end.</summary>
    private static void Balance(string open, string close, ref string middle, ref string tail)
    {
        var opened = Count(middle, open);
        if (opened <= Count(middle, close))
            return;
        for (var moves = Math.Min(opened, Count(tail, close)); moves > 0; moves--)
        {
            var end = tail.IndexOf(close, StringComparison.Ordinal) + close.Length;
            middle += tail[..end];
            tail = tail[end..];
        }
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private string Link(string address)
    {
        if (Http().IsMatch(address))
        {
            var hasScheme = address.StartsWith("https://", StringComparison.Ordinal)
                || address.StartsWith("http://", StringComparison.Ordinal);
            return $"<a href=\"{(hasScheme ? "" : "https://")}{address}\"{_attributes}>{Trimmed(address)}</a>";
        }
        if (address.StartsWith("mailto:", StringComparison.Ordinal) && Email().IsMatch(address[7..]))
            return $"<a href=\"{address}\">{address[7..]}</a>";
        if (address.Contains('@', StringComparison.Ordinal) && !address.StartsWith("www.", StringComparison.Ordinal)
            && !address.Contains(':', StringComparison.Ordinal) && Email().IsMatch(address))
            return $"<a href=\"mailto:{address}\">{address}</a>";
        foreach (var scheme in schemes)
        {
            if (address != scheme && address.StartsWith(scheme, StringComparison.Ordinal))
                address = $"<a href=\"{address}\"{_attributes}>{address}</a>";
        }
        return address;
    }

    private string Trimmed(string address) => limit is { } max && CodePoints.Count(address) > max
        ? CodePoints.Slice(address, new SliceValue(null, BoxedValues.Of(max), null)) + "..."
        : address;

    [GeneratedRegex(@"(?<blanks>\s+)", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^(?:[(<]|&lt;)+", RegexOptions.NonBacktracking)]
    private static partial Regex Head();

    [GeneratedRegex(@"(?:[)>.,\n]|&gt;)+$", RegexOptions.RightToLeft, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tail();

    [GeneratedRegex(
        """
        ^(?:
            (?:https?://|www\.)(?:(?:[\w%-]+\.)+)?(?:[a-z]{2,63}|xn--[\w%]{2,59})
            |(?:[\w%-]{2,63}\.)+(?:com|net|int|edu|gov|org|info|mil)
            |https?://(?:\d{1,3}(?:\.\d{1,3}){3}|\[(?:[\da-f]{0,4}:){2}(?:[\da-f]{0,4}:?){1,6}\])
        )(?::\d{1,5})?(?:[/?\#]\S*)?$
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Http();

    [GeneratedRegex(@"^\S+@\w[\w.-]*\.\w+$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Email();
}
