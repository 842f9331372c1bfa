using System.Text.RegularExpressions;

namespace Slipway.Architecture;

/// <summary>
/// The bodies in braces that members of types have, as the house's layout shows them: braces alone on their lines, four
/// columns a level.
/// </summary>
internal static partial class MemberBodies
{
    public static IEnumerable<(string File, int Line, int Lines)> Of(string file)
    {
        var lines = File.ReadAllLines(file);
        for (var at = 1; at < lines.Length; at++)
        {
            if (Opening().Match(lines[at]) is not { Success: true } brace || Container().IsMatch(lines[at - 1]))
                continue;
            var end = Array.FindIndex(
                lines, at, line => line.StartsWith(brace.Groups[1].Value + "}", StringComparison.Ordinal));
            yield return (file, at, end - at - 1);
            at = end;
        }
    }

    [GeneratedRegex(@"\A( {4,})\{\z")]
    private static partial Regex Opening();

    /// <summary>What holds members.</summary>
    [GeneratedRegex(@"^\s*(?:extension\(|(?:[\w\]\[]+\s+)*(?:class|record|struct|interface|enum)\s)")]
    private static partial Regex Container();
}
