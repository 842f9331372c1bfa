using System.Text;
using Slipway.Templates.Values;

namespace Slipway.Templates.Methods;

/// <summary>Methods of str that ask what its characters are.</summary>
internal static class TextKind
{
    public static IEnumerable<Routine> All { get; } =
    [
        Every("isalpha", Characters.IsAlpha),
        Every("isdecimal", Characters.IsDecimal),
        Every("isdigit", Characters.IsDigit),
        Every("isnumeric", Characters.IsNumeric),
        Every("isalnum", Characters.IsAlphanumeric),
        Of("isspace", text => text.Length > 0 && text.All(Characters.IsSpace)),
        Of("isprintable", text => CodePoints.Each(text).All(Characters.IsPrintable)),
        Of("isascii", text => Ascii.IsValid(text)),
        Of("isidentifier", Characters.IsIdentifier),
        Of("islower", IsLower),
        Of("isupper", IsUpper),
        Of("istitle", IsTitle),
    ];

    public static bool IsLower(string text) => IsCased(text, Characters.IsLower);

    public static bool IsUpper(string text) => IsCased(text, Characters.IsUpper);

    private static bool IsCased(string text, Func<Rune, bool> wanted)
    {
        var any = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (wanted(rune))
                any = true;
            else if (Characters.IsLower(rune) || Characters.IsUpper(rune) || Characters.IsTitle(rune))
                return false;
        }
        return any;
    }

    private static bool IsTitle(string text)
    {
        var (any, inWord) = (false, false);
        foreach (var rune in text.EnumerateRunes())
        {
            var large = Characters.IsUpper(rune) || Characters.IsTitle(rune);
            var small = Characters.IsLower(rune);
            if ((large && inWord) || (small && !inWord))
                return false;
            any |= large;
            inWord = large || small;
        }
        return any;
    }

    private static Routine Every(string name, Func<Rune, bool> matches) =>
        Of(name, text => text.Length > 0 && text.EnumerateRunes().All(matches));

    private static Routine Of(string name, Func<string, bool> matches) =>
        new(name, "self, /", (_, a) => BoxedValues.Of(matches((string)a[0]!)));
}
