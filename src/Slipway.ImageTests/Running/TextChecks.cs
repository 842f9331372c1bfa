using System.Text;
using Slipway.ImageTests.Files;
using Slipway.Oci;

namespace Slipway.ImageTests.Running;

/// <summary>Holds texts against what is expected of them.</summary>
internal static class TextChecks
{
    private const int Shown = 600;

    /// <summary>One sentence for each expectation that the text does not meet.</summary>
    public static IEnumerable<string> Against(this string text, Expectations expectations, string what)
    {
        foreach (var pattern in expectations.Expected.Where(pattern => !pattern.Matches(text)))
            yield return $"{what}: expected a match of '{pattern}', seen: {Show(text)}";
        foreach (var pattern in expectations.Excluded.Where(pattern => pattern.Matches(text)))
            yield return $"{what}: expected no match of '{pattern}', seen: {Show(text)}";
    }

    /// <summary>Whether a value is as a variable of the test file says.</summary>
    public static bool Fits(this Variable variable, string value) =>
        variable.Pattern?.Matches(value) ?? variable.Value == value;

    public static string Expected(this Variable variable) =>
        variable.Pattern is { } pattern ? $"a match of '{pattern}'" : $"'{variable.Value}'";

    public static string Show(string text)
    {
        var trimmed = text.Trim('\n');
        var shown = trimmed.Length > Shown ? string.Concat(trimmed.AsSpan(0, Shown), "…") : trimmed;
        return shown.Length == 0 ? "nothing" : string.Concat(
            shown.Select(c => char.IsControl(c) && c is not ('\n' or '\t') ? '\uFFFD' : c));
    }

    public static string Quote(IEnumerable<string>? values) =>
        $"[{string.Join(", ", (values ?? []).Select(value => $"\"{Excerpt.Of(value)}\""))}]";

    /// <summary>
    /// Replaces <c>$NAME</c> and <c>${NAME}</c> of variables that are set. Others stay as they are: they
    /// may be the shell's.
    /// </summary>
    public static string Expand(string text, IReadOnlyDictionary<string, string> variables)
    {
        var result = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '$' && NameAt(text, at) is var (name, length) && variables.TryGetValue(name, out var value))
            {
                result.Append(value);
                at += length - 1;
            }
            else
            {
                result.Append(text[at]);
            }
        }
        return result.ToString();
    }

    private static (string Name, int Length)? NameAt(string text, int at)
    {
        var braced = at + 1 < text.Length && text[at + 1] == '{';
        var begin = at + (braced ? 2 : 1);
        var end = begin;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
            end++;
        if (end == begin || (braced && (end == text.Length || text[end] != '}')))
            return null;
        return (text[begin..end], end - at + (braced ? 1 : 0));
    }
}
