using System.Globalization;
using System.Text;

namespace Slipway.Templates.Values;

/// <summary>What Python's <c>str.isalpha()</c> and its kin say of a character, and what it strips as blank.</summary>
internal static class Characters
{
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';

    public static bool IsAlpha(Rune rune) => Rune.IsLetter(rune);

    public static bool IsDecimal(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber;

    public static bool IsDigit(Rune rune) => IsDecimal(rune) || Numeric(rune, CharUnicodeInfo.GetDigitValue) >= 0;

    public static bool IsNumeric(Rune rune) => Rune.GetNumericValue(rune) >= 0 || Rune.IsNumber(rune);

    public static bool IsAlphanumeric(Rune rune) => IsAlpha(rune) || IsNumeric(rune);

    public static bool IsLower(Rune rune) => Rune.IsLower(rune) || rune.Value is 0xaa or 0xba;

    public static bool IsUpper(Rune rune) => Rune.IsUpper(rune);

    public static bool IsTitle(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.TitlecaseLetter;

    /// <summary>A letter, digit or underscore: <c>\w</c>.</summary>
    public static bool IsWord(Rune rune) => rune.Value == '_' || IsAlphanumeric(rune);

    public static bool IsIdentifierStart(Rune rune) =>
        rune.Value == '_' || IsAlpha(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.LetterNumber;

    public static bool IsIdentifierPart(Rune rune) => IsIdentifierStart(rune) || rune.Value is 0xb7 or 0x387
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ConnectorPunctuation;

    public static bool IsIdentifier(string text)
    {
        var first = true;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!(first ? IsIdentifierStart(rune) : IsIdentifierPart(rune)))
                return false;
            first = false;
        }
        return !first;
    }

    public static bool IsPrintable(string point) =>
        point == " " || CharUnicodeInfo.GetUnicodeCategory(point, 0) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);

    public static string Strip(string text) => StripEnd(StripStart(text));

    public static string StripStart(string text)
    {
        var start = 0;
        while (start < text.Length && IsSpace(text[start]))
            start++;
        return text[start..];
    }

    public static string StripEnd(string text)
    {
        var end = text.Length;
        while (end > 0 && IsSpace(text[end - 1]))
            end--;
        return text[..end];
    }

    private static int Numeric(Rune rune, Func<string, int, int> value) => value(rune.ToString(), 0);
}
