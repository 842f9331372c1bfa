using System.Globalization;
using System.Text;

namespace Slipway.Templates.Syntax;

/// <summary>Python's escapes in strings; those that Python does not know stay as they are.</summary>
internal static class StringLiteral
{
    public static string Unescape(string raw, Func<string, TemplateException> fail)
    {
        if (!raw.Contains('\\', StringComparison.Ordinal))
            return raw;
        var made = new StringBuilder(raw.Length);
        for (var at = 0; at < raw.Length;)
        {
            if (raw[at] != '\\' || at + 1 == raw.Length)
                made.Append(raw[at++]);
            else
                at = Escape(raw, at + 1, made, fail);
        }
        return made.ToString();
    }

    private static int Escape(string raw, int at, StringBuilder made, Func<string, TemplateException> fail)
    {
        var c = raw[at];
        if (c is >= '0' and <= '7')
            return Octal(raw, at, made);
        if (c is 'x' or 'u' or 'U')
            return Hexadecimal(raw, at, c, made, fail);
        if (c == 'N')
            throw fail("names of characters (\\N{…}) are not known here: write the character, or \\uXXXX");
        _ = c switch
        {
            '\n' => made,
            '\\' or '\'' or '"' => made.Append(c),
            'a' => made.Append('\a'),
            'b' => made.Append('\b'),
            'f' => made.Append('\f'),
            'n' => made.Append('\n'),
            'r' => made.Append('\r'),
            't' => made.Append('\t'),
            'v' => made.Append('\v'),
            // Python escapes what is not ASCII before it reads escapes, so that a backslash before it
            // is one of its own.
            _ => made.Append('\\').Append(c),
        };
        return at + 1;
    }

    private static int Octal(string raw, int at, StringBuilder made)
    {
        var number = 0;
        var end = at;
        while (end < raw.Length && end < at + 3 && raw[end] is >= '0' and <= '7')
            number = number * 8 + (raw[end++] - '0');
        made.Append((char)number);
        return end;
    }

    private static int Hexadecimal(
        string raw, int at, char kind, StringBuilder made, Func<string, TemplateException> fail)
    {
        var length = kind switch { 'x' => 2, 'u' => 4, _ => 8 };
        var digits = raw.AsSpan(at + 1, Math.Min(length, raw.Length - at - 1));
        if (digits.Length < length
            || !uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
            throw fail($"truncated \\{kind}{new string('X', length)} escape");
        if (number > 0x10ffff)
            throw fail("illegal Unicode character");
        _ = number > 0xffff ? made.Append(char.ConvertFromUtf32((int)number)) : made.Append((char)number);
        return at + 1 + length;
    }
}
