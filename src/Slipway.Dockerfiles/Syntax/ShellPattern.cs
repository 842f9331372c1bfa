using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Dockerfiles.Syntax;

/// <summary>
/// A shell pattern in a variable's modifier: <c>*</c>, <c>?</c>, and an escape for the next character.
/// </summary>
internal sealed class ShellPattern
{
    private const int MaxLength = 200;
    private const RegexOptions Options =
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline;
    private readonly List<string> _parts;

    private ShellPattern(List<string> parts) => _parts = parts;

    /// <summary>Null when the pattern is too long.</summary>
    public static ShellPattern? TryParse(string text, char escape)
    {
        if (text.Length > MaxLength)
            return null;
        var parts = new List<string>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == escape && i + 1 < text.Length)
                parts.Add(Regex.Escape(text[++i].ToString()));
            else
                parts.Add(text[i] switch { '*' => "*", '?' => ".", var c => Regex.Escape(c.ToString()) });
        }
        return new ShellPattern(parts);
    }

    /// <summary>Removes the shortest or longest match at the start.</summary>
    public string WithoutPrefix(string value, bool longest) =>
        Expression(_parts, @"\A", longest).Match(value) is { Success: true } match ? value[match.Length..] : value;

    /// <summary>Removes the shortest or longest match at the end.</summary>
    public string WithoutSuffix(string value, bool longest)
    {
        // Matched in reverse, so that no position is tried twice.
        var backwards = Reversed(value);
        var match = Expression(_parts.AsEnumerable().Reverse(), @"\A", longest).Match(backwards);
        return match.Success ? value[..^match.Length] : value;
    }

    /// <summary>All matches in the value, without overlap.</summary>
    public IEnumerable<(int Index, int Length)> Matches(string value)
    {
        if (_parts.Count == 0)
            yield break;
        for (var match = Expression(_parts, "", longest: true).Match(value); match.Success; match = match.NextMatch())
        {
            if (match.Length > 0 || value.Length == 0)
                yield return (match.Index, match.Length);
        }
    }

    private static Regex Expression(IEnumerable<string> parts, string anchor, bool longest)
    {
        var made = new StringBuilder(anchor);
        foreach (var part in parts)
            made.Append(part == "*" ? longest ? ".*" : ".*?" : part);
        return new Regex(made.ToString(), Options);
    }

    private static string Reversed(string value)
    {
        var characters = value.ToCharArray();
        Array.Reverse(characters);
        return new string(characters);
    }
}
