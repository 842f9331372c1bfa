using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Slipway.Dockerfiles.Syntax;

/// <summary>
/// The start of a here-document in an instruction. Only RUN, COPY and ADD (also in ONBUILD) can have one.
/// </summary>
internal sealed partial record HeredocOpening(string Word, string Name, bool Expand, bool StripTabs)
{
    public static ImmutableArray<HeredocOpening> Find(string instruction, char escape)
    {
        if (!Opener().IsMatch(instruction))
            return [];
        return [.. Words.Split(instruction, escape).Select(word => Of(word, escape)).OfType<HeredocOpening>()];
    }

    public static HeredocOpening? Of(string word, char escape)
    {
        if (Form().Match(word) is not { Success: true } match)
            return null;
        var written = match.Groups["name"].Value;
        var name = Unquoted(written, escape);
        return name.Length == 0 ? null : new HeredocOpening(
            word, name, name == written, match.Groups["dash"].Length > 0);
    }

    private static string Unquoted(string name, char escape) =>
        name.Replace("\"", "", StringComparison.Ordinal)
            .Replace("'", "", StringComparison.Ordinal).Replace(escape.ToString(), "", StringComparison.Ordinal);

    [GeneratedRegex(@"\A\s*(?:ONBUILD\s+)?(?:RUN|COPY|ADD)\s.*<<",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
            | RegexOptions.Singleline)]
    private static partial Regex Opener();

    [GeneratedRegex(
        @"\A[0-9]*<<(?<dash>-?)(?<name>[^<\s]+)\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
