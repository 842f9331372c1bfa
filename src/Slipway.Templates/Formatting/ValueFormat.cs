using System.Globalization;
using System.Numerics;
using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Formatting;

/// <summary>Python's <c>format(value, spec)</c>.</summary>
internal static class ValueFormat
{
    public static string Format(object? value, string spec, Budget budget)
    {
        if (spec.Length == 0)
            return Text.Of(value);
        if (Text.TryGet(value, out var text))
            return OfText(text, FormatSpec.Parse(spec, value, budget));
        if (value is double real)
            return OfFloat(real, FormatSpec.Parse(spec, value, budget));
        return Integers.TryGet(value, out var whole)
            ? OfInteger(whole, FormatSpec.Parse(spec, value, budget))
            : throw Errors.Type($"unsupported format string passed to {TypeNames.Of(value)}.__format__");
    }

    /// <summary>Digits of an integer in the radix of x, o, b or d.</summary>
    public static string Digits(BigInteger number, char type)
    {
        var shift = char.ToLowerInvariant(type) switch { 'x' => 4, 'o' => 3, 'b' => 1, _ => 0 };
        if (shift == 0)
            return Integers.ToText(number);
        if (number.IsZero)
            return "0";
        var digits = new Stack<char>();
        for (; !number.IsZero; number >>= shift)
            digits.Push("0123456789abcdef"[(int)(number & ((1 << shift) - 1))]);
        var text = new string([.. digits]);
        return type == 'X' ? text.ToUpperInvariant() : text;
    }

    private static string OfText(string text, FormatSpec spec)
    {
        if (spec.Type is not (null or 's'))
            throw Unknown(spec, "str");
        if (spec.HasSign)
            throw Errors.Value(spec.Sign == ' '
                ? "Space not allowed in string format specifier"
                : "Sign not allowed in string format specifier");
        if (spec.Alternate)
            throw Errors.Value("Alternate form (#) not allowed in string format specifier");
        if (spec.Align == '=')
            throw Errors.Value("'=' alignment not allowed in string format specifier");
        if (spec.Grouping is { } grouping)
            throw Errors.Value($"Cannot specify '{grouping}' with 's'.");
        return spec.Pad("", spec.Precision >= 0 ? CodePoints.Take(text, spec.Precision) : text, '<');
    }

    private static string OfInteger(BigInteger number, FormatSpec spec)
    {
        var type = spec.Type ?? 'd';
        if ("eEfFgG%".Contains(type, StringComparison.Ordinal))
            return OfFloat(Floats.Of(number), spec);
        if (!"bcdoxXn".Contains(type, StringComparison.Ordinal))
            throw Unknown(spec, "int");
        if (spec.Precision >= 0)
            throw Errors.Value("Precision not allowed in integer format specifier");
        if (type == 'c')
            return Character(number, spec);
        if (spec.Grouping is { } grouping && (type == 'n' || (grouping == ',' && type != 'd')))
            throw Errors.Value($"Cannot specify '{grouping}' with '{type}'.");
        var prefix = spec.Alternate && type is not ('d' or 'n') ? "0" + type : "";
        var digits = Digits(BigInteger.Abs(number), type);
        return Signed(number.Sign < 0, prefix, digits, "", spec, type is 'd' or 'n' ? 3 : 4);
    }

    private static string Character(BigInteger number, FormatSpec spec)
    {
        if (spec.HasSign)
            throw Errors.Value("Sign not allowed with integer format specifier 'c'");
        if (number < 0 || number > 0x10ffff)
            throw Errors.Overflow("%c arg not in range(0x110000)");
        return spec.Pad("", char.ConvertFromUtf32((int)number), '<');
    }

    private static string OfFloat(double number, FormatSpec spec)
    {
        var type = spec.Type ?? '\0';
        if (type != '\0' && !"eEfFgGn%".Contains(type, StringComparison.Ordinal))
            throw Unknown(spec, "float");
        if (type == 'n')
            type = spec.Grouping is null ? 'g' : throw Errors.Value($"Cannot specify '{spec.Grouping}' with 'n'.");
        var text = type != '\0' ? FloatFormat.Format(number, type, spec.Precision, spec.Alternate)
            : spec.Precision < 0 || !double.IsFinite(number) ? Floats.ToText(Math.Abs(number))
            : FloatFormat.General(number, spec.Precision, spec.Alternate, withPoint: true);
        var end = text.TakeWhile(char.IsAsciiDigit).Count();
        return Signed(double.IsNegative(number) && !double.IsNaN(number), "", text[..end], text[end..], spec, 3);
    }

    private static string Signed(bool negative, string prefix, string whole, string rest, FormatSpec spec, int group)
    {
        var sign = (negative ? "-" : spec.Sign == '-' ? "" : spec.Sign.ToString()) + prefix;
        if (spec.Grouping is not { } separator)
            return spec.Pad(sign, whole + rest, '>');
        var least = spec.Align == '=' && spec.Fill == "0" ? spec.Width - sign.Length - rest.Length : 0;
        return spec.Pad(sign, Group(whole, separator, group, least) + rest, '>');
    }

    /// <summary>Separators between groups; zeros before, as many as the width asks for, are grouped too.</summary>
    private static string Group(string digits, char separator, int size, int least)
    {
        if (digits.Length == 0)
            return digits;
        while (digits.Length + (digits.Length - 1) / size < least)
            digits = "0" + digits;
        var first = (digits.Length - 1) % size + 1;
        var groups = Enumerable.Range(0, (digits.Length - first) / size)
            .Select(i => digits.Substring(first + i * size, size));
        return string.Join(separator, groups.Prepend(digits[..first]));
    }

    private static TemplateException Unknown(FormatSpec spec, string type) =>
        Errors.Value(string.Create(
            CultureInfo.InvariantCulture, $"Unknown format code '{spec.Type}' for object of type '{type}'"));
}
