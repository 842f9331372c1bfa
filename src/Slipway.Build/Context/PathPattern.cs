using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Build.Context;

/// <summary>
/// Wildcards for slash-separated paths, like Go's filepath.Match (<c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[^a]</c>,
/// backslash), and <c>**</c> for any number of directories in ignore files.
/// </summary>
public sealed class PathPattern
{
    private const int MaxLength = 4096;
    private readonly Regex _regex;

    private PathPattern(Regex regex) => _regex = regex;

    /// <summary>The pattern of a COPY source, or null when it is malformed.</summary>
    public static PathPattern? TryParse(string pattern, bool anyDepth)
    {
        if (pattern.Length > MaxLength || Translate(pattern, anyDepth) is not { } expression)
            return null;
        try
        {
            const RegexOptions options =
                RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline;
            return new PathPattern(new Regex(expression, options));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    public static bool HasWildcards(string pattern)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\')
                i++;
            else if (pattern[i] is '*' or '?' or '[')
                return true;
        }
        return false;
    }

    public bool IsMatch(string path) => _regex.IsMatch(path);

    /// <summary>Whether the path, or a directory above it, matches.</summary>
    public bool IsMatchAbove(string path)
    {
        if (IsMatch(path))
            return true;
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            if (IsMatch(path[..slash]))
                return true;
        }
        return false;
    }

    private static string? Translate(string pattern, bool anyDepth)
    {
        var made = new StringBuilder(@"\A");
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*' when anyDepth && i + 1 < pattern.Length && pattern[i + 1] == '*':
                    i = AnyDepth(made, pattern, i + 1);
                    break;
                case '*':
                    made.Append("[^/]*");
                    break;
                case '?':
                    made.Append("[^/]");
                    break;
                case '[' when ClassEnd(pattern, i) is var end && end > 0:
                    AppendClass(made, pattern[(i + 1)..end]);
                    i = end;
                    break;
                case '[':
                    return null;
                case '\\' when ++i == pattern.Length:
                    return null;
                default:
                    made.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }
        return made.Append(@"\z").ToString();
    }

    private static int AnyDepth(StringBuilder made, string pattern, int secondStar)
    {
        var followedBySlash = secondStar + 1 < pattern.Length && pattern[secondStar + 1] == '/';
        var last = secondStar + 1 == pattern.Length;
        made.Append(last ? ".*" : followedBySlash ? "(?:.*/)?" : ".*");
        return followedBySlash ? secondStar + 1 : secondStar;
    }

    private static int ClassEnd(string pattern, int open)
    {
        var first = open + 1 < pattern.Length && pattern[open + 1] == '^' ? open + 2 : open + 1;
        for (var i = first; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\')
                i++;
            else if (pattern[i] == ']' && i > first)
                return i;
        }
        return -1;
    }

    private static void AppendClass(StringBuilder made, string members)
    {
        made.Append('[');
        var i = 0;
        if (members[0] == '^')
        {
            made.Append("^/");
            i = 1;
        }
        for (; i < members.Length; i++)
        {
            if (members[i] == '\\' && i + 1 < members.Length)
                made.Append(Escaped(members[++i]));
            else
                made.Append(members[i] == '-' && i > 0 && i + 1 < members.Length ? "-" : Escaped(members[i]));
        }
        made.Append(']');
    }

    private static string Escaped(char c) => $"\\u{(int)c:x4}";
}
