using System.Globalization;
using System.Numerics;
using Slipway.Templates.Values;

namespace Slipway.Templates.Formatting;

/// <summary>
/// Floats as decimal digits, rounded from their exact value, ties to even: C's and Python's way. .NET's format strings
/// round ties away from zero.
/// </summary>
internal static class ExactDecimal
{
    /// <summary>So many digits after the point; of the absolute value.</summary>
    public static string Fixed(double number, int precision)
    {
        var digits = Scale(number, precision).ToString(CultureInfo.InvariantCulture).PadLeft(precision + 1, '0');
        return precision == 0 ? digits : $"{digits[..^precision]}.{digits[^precision..]}";
    }

    /// <summary>One digit before the point and so many after it; of the absolute value.</summary>
    public static (string Digits, int Exponent) Scientific(double number, int precision)
    {
        number = Math.Abs(number);
        if (number == 0)
            return (new string('0', precision + 1), 0);
        var exponent = (int)Math.Floor(Math.Log10(number));
        while (true)
        {
            var digits = Scale(number, precision - exponent).ToString(CultureInfo.InvariantCulture);
            if (digits.Length == precision + 1)
                return (digits, exponent);
            exponent += digits.Length > precision + 1 ? 1 : -1;
        }
    }

    /// <summary>As Python's <c>round(number, digits)</c>.</summary>
    public static double Round(double number, long digits)
    {
        if (!double.IsFinite(number) || digits > 323)
            return number;
        if (digits < -308)
            return 0 * number;
        var scaled = Scale(number, (int)digits);
        var text = $"{scaled.ToString(CultureInfo.InvariantCulture)}E{-digits}";
        var rounded = double.Parse(text, CultureInfo.InvariantCulture);
        if (double.IsInfinity(rounded))
            throw Errors.Overflow("rounded value too large to represent");
        return double.IsNegative(number) ? -rounded : rounded;
    }

    /// <summary>The integer nearest to <c>|number| · 10^digits</c>.</summary>
    private static BigInteger Scale(double number, int digits)
    {
        var bits = BitConverter.DoubleToInt64Bits(Math.Abs(number));
        var exponent = (int)(bits >> 52);
        var mantissa = new BigInteger(exponent == 0 ? bits << 1 : (bits & 0xF_FFFF_FFFF_FFFF) | 0x10_0000_0000_0000);
        exponent -= 1075;
        var numerator = digits >= 0 ? mantissa * BigInteger.Pow(10, digits) : mantissa;
        var denominator = digits >= 0 ? BigInteger.One : BigInteger.Pow(10, -digits);
        if (exponent >= 0)
            numerator <<= exponent;
        else
            denominator <<= -exponent;
        return Divide(numerator, denominator);
    }

    /// <summary>The nearest integer to the quotient, ties to even.</summary>
    public static BigInteger Divide(BigInteger numerator, BigInteger denominator)
    {
        var quotient = BigInteger.DivRem(numerator, denominator, out var rest);
        var order = (rest * 2).CompareTo(denominator);
        return order > 0 || (order == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }
}
