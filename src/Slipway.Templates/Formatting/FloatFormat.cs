using System.Globalization;
using Slipway.Templates.Values;

namespace Slipway.Templates.Formatting;

/// <summary>The presentation types e, f, g and % of floats; of absolute values.</summary>
internal static class FloatFormat
{
    private const int DefaultPrecision = 6;

    /// <param name="type">e, f, g or %, or their capitals.</param>
    /// <param name="precision">Negative is the default.</param>
    /// <param name="alternate">Keeps the point and trailing zeros.</param>
    public static string Format(double number, char type, int precision, bool alternate)
    {
        if (!double.IsFinite(number))
            return Cased(double.IsNaN(number) ? "nan" : "inf", type) + (type == '%' ? "%" : "");
        if (precision < 0)
            precision = DefaultPrecision;
        return char.ToLowerInvariant(type) switch
        {
            'e' => Cased(Exponential(number, precision, alternate), type),
            'f' => Pointed(ExactDecimal.Fixed(number, precision), alternate),
            '%' => Pointed(ExactDecimal.Fixed(number * 100, precision), alternate) + "%",
            _ => Cased(General(number, precision, alternate, withPoint: false), type),
        };
    }

    /// <summary>
    /// As <c>g</c>; with a point, at least one digit stands after it: the format of a float without a type.
    /// </summary>
    public static string General(double number, int precision, bool alternate, bool withPoint)
    {
        precision = Math.Max(precision, 1);
        var (digits, exponent) = ExactDecimal.Scientific(number, precision - 1);
        if (exponent < -4 || exponent >= precision || (withPoint && exponent + 1 == precision))
        {
            var kept = alternate ? digits : Trimmed(digits);
            return Exponent(kept, exponent, alternate);
        }
        var text = ExactDecimal.Fixed(number, precision - 1 - exponent);
        if (!alternate && text.Contains('.', StringComparison.Ordinal))
            text = text.TrimEnd('0').TrimEnd('.');
        if (withPoint && !text.Contains('.', StringComparison.Ordinal))
            text += ".0";
        return Pointed(text, alternate);
    }

    private static string Exponential(double number, int precision, bool alternate)
    {
        var (digits, exponent) = ExactDecimal.Scientific(number, precision);
        return Exponent(digits, exponent, alternate);
    }

    private static string Exponent(string digits, int exponent, bool alternate)
    {
        var mantissa = digits.Length > 1 ? $"{digits[0]}.{digits[1..]}" : alternate ? digits + "." : digits;
        return string.Create(
            CultureInfo.InvariantCulture, $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    private static string Trimmed(string digits) => digits[0] + digits[1..].TrimEnd('0');

    private static string Pointed(string text, bool alternate) =>
        alternate && !text.Contains('.', StringComparison.Ordinal) ? text + "." : text;

    private static string Cased(string text, char type) => char.IsUpper(type) ? text.ToUpperInvariant() : text;
}
