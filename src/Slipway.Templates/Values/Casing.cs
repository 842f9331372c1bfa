using System.Text;

namespace Slipway.Templates.Values;

/// <summary>Python's <c>str.upper()</c> and its kin: Unicode's full case mapping.</summary>
internal static class Casing
{
    private const int Sigma = 'Σ';

    public static string Upper(string text) => Map(text, Upper);

    public static string Lower(string text)
    {
        if (text.Contains((char)Sigma, StringComparison.Ordinal) || text.Contains('İ', StringComparison.Ordinal))
            return LowerByContext(text);
        return Map(text, rune => Rune.ToLowerInvariant(rune).ToString());
    }

    public static string Fold(string text) => Map(text, rune =>
        SpecialCasing.Fold.GetValueOrDefault(rune.Value)
            ?? (rune.Value == 'İ' ? "i̇" : Rune.ToLowerInvariant(rune).ToString()));

    public static string Capitalize(string text)
    {
        if (text.Length == 0)
            return text;
        var first = CodePoints.Take(text, 1);
        // The whole is lowered, for a final sigma looks at what stands before it.
        var lower = Lower(text);
        return Title(first) + lower[Lower(first).Length..];
    }

    public static string Swap(string text) => Map(text, rune =>
        Characters.IsUpper(rune) ? Lower(rune.ToString()) : Characters.IsLower(rune) ? Upper(rune) : rune.ToString());

    /// <summary>The first letter of each run of letters large, the others small.</summary>
    public static string TitleWords(string text)
    {
        var made = new StringBuilder(text.Length);
        var inWord = false;
        var runes = text.EnumerateRunes().ToArray();
        for (var i = 0; i < runes.Length; i++)
        {
            var rune = runes[i];
            made.Append(inWord ? LowerAt(runes, i) : Title(rune.ToString()));
            inWord = Rune.IsLetter(rune)
                && (Rune.ToLowerInvariant(rune) != rune || Rune.ToUpperInvariant(rune) != rune
                    || Characters.IsLower(rune) || Characters.IsUpper(rune));
        }
        return made.ToString();
    }

    private static string Title(string point)
    {
        var rune = Rune.GetRuneAt(point, 0);
        return SpecialCasing.Title.GetValueOrDefault(rune.Value) ?? Upper(rune);
    }

    private static string Upper(Rune rune) =>
        SpecialCasing.Upper.GetValueOrDefault(rune.Value) ?? Rune.ToUpperInvariant(rune).ToString();

    private static string Map(string text, Func<Rune, string> map)
    {
        if (Ascii.IsValid(text) && map == (Func<Rune, string>)Upper)
            return text.ToUpperInvariant();
        var made = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            made.Append(map(rune));
        return made.ToString();
    }

    private static string LowerByContext(string text)
    {
        var made = new StringBuilder(text.Length);
        var runes = text.EnumerateRunes().ToArray();
        for (var i = 0; i < runes.Length; i++)
            made.Append(LowerAt(runes, i));
        return made.ToString();
    }

    private static string LowerAt(Rune[] runes, int at) => runes[at].Value switch
    {
        'İ' => "i̇",
        Sigma => IsFinal(runes, at) ? "ς" : "σ",
        _ => Rune.ToLowerInvariant(runes[at]).ToString(),
    };

    /// <summary>A sigma after a letter and before none (Unicode, "Final_Sigma").</summary>
    private static bool IsFinal(Rune[] runes, int at)
    {
        var before = at - 1;
        while (before >= 0 && IsIgnorable(runes[before]))
            before--;
        if (before < 0 || !Rune.IsLetter(runes[before]))
            return false;
        var after = at + 1;
        while (after < runes.Length && IsIgnorable(runes[after]))
            after++;
        return after == runes.Length || !Rune.IsLetter(runes[after]);
    }

    private static bool IsIgnorable(Rune rune) =>
        rune.Value is '\'' or '.' or ':' or '^' or '`' or 0xa8 or 0xad or 0xb7 or 0x2019
            || Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.NonSpacingMark;
}
