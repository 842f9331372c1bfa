using System.Globalization;
using System.Numerics;

namespace Slipway.Templates.Values;

/// <summary>Python's float: from other values, and as text.</summary>
internal static class Floats
{
    /// <summary>The shortest digits that give the same number again, written as Python does.</summary>
    public static string ToText(double number)
    {
        if (double.IsNaN(number))
            return "nan";
        if (double.IsInfinity(number))
            return number > 0 ? "inf" : "-inf";
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        var (digits, exponent) = Digits(shortest);
        var sign = double.IsNegative(number) ? "-" : "";
        if (exponent is < -4 or >= 16)
            return $"{sign}{digits[0]}{(digits.Length > 1 ? "." + digits[1..] : "")}e{(exponent < 0 ? '-' : '+')}" +
                $"{Math.Abs(exponent):00}";
        if (exponent < 0)
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        return exponent + 1 >= digits.Length
            ? $"{sign}{digits.PadRight(exponent + 1, '0')}.0"
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    public static double Of(BigInteger number)
    {
        var value = number.GetBitLength() <= 53
            ? (double)(long)number
            : double.Parse(number.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return double.IsInfinity(value) ? throw Errors.Overflow("int too large to convert to float") : value;
    }

    /// <summary>int, float and bool as a float.</summary>
    public static bool TryGet(object? value, out double number)
    {
        number = value switch
        {
            double real => real,
            long small => small,
            bool flag => flag ? 1 : 0,
            BigInteger big => Of(big),
            _ => 0,
        };
        return value is double or long or bool or BigInteger;
    }

    /// <summary>As <c>float(text)</c>.</summary>
    public static bool TryParse(string text, out double number)
    {
        number = 0;
        var digits = Characters.Strip(text);
        var unsigned = digits.TrimStart('+', '-').ToLowerInvariant();
        if (digits.Length - unsigned.Length > 1)
            return false;
        if (unsigned is "inf" or "infinity" or "nan")
        {
            number = unsigned == "nan" ? double.NaN : digits[0] == '-' ? double.NegativeInfinity
                : double.PositiveInfinity;
            return true;
        }
        if (unsigned.Length == 0 || !IsPlain(unsigned))
            return false;
        return double.TryParse(digits.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float,
            CultureInfo.InvariantCulture, out number);
    }

    /// <summary>Digits with single underscores between them, one point, one exponent.</summary>
    private static bool IsPlain(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '_' && (i == 0 || i + 1 == text.Length || !char.IsAsciiDigit(text[i - 1])
                || !char.IsAsciiDigit(text[i + 1])))
                return false;
            if (!char.IsAsciiDigit(c) && c is not ('_' or '.' or 'e' or '+' or '-'))
                return false;
        }
        return true;
    }

    private static (string Digits, int Exponent) Digits(string shortest)
    {
        var text = shortest.TrimStart('-');
        var exponent = 0;
        if (text.IndexOf('E', StringComparison.Ordinal) is var e and >= 0)
        {
            exponent = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }
        var point = text.IndexOf('.', StringComparison.Ordinal);
        exponent += (point < 0 ? text.Length : point) - 1;
        var digits = text.Replace(".", "", StringComparison.Ordinal);
        var leading = digits.Length - digits.TrimStart('0').Length;
        digits = digits.Trim('0');
        return digits.Length == 0 ? ("0", 0) : (digits, exponent - leading);
    }
}
