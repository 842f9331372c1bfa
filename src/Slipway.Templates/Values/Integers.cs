using System.Globalization;
using System.Numerics;

namespace Slipway.Templates.Values;

/// <summary>Python's int: from other values, and as text.</summary>
internal static class Integers
{
    /// <summary>
    /// As Python since 3.11: longer decimal numbers are not converted, for that takes quadratic time.
    /// </summary>
    private const int MaxDigits = 4300;

    /// <summary>bool, long and BigInteger: what Python counts as an int.</summary>
    public static bool TryGet(object? value, out BigInteger number)
    {
        number = value switch
        {
            long small => small,
            bool flag => flag ? 1 : 0,
            BigInteger big => big,
            _ => default,
        };
        return value is long or bool or BigInteger;
    }

    public static bool TryGetLong(object? value, out long number)
    {
        number = value switch { long small => small, bool flag => flag ? 1 : 0, _ => 0 };
        return value is long or bool;
    }

    /// <summary>An index or count, as <c>__index__</c> gives one; too large ones become the nearest possible.</summary>
    /// <exception cref="TemplateException">It is no integer.</exception>
    public static long Index(object? value, string? cause = null)
    {
        if (TryGetLong(value, out var number))
            return number;
        if (value is BigInteger big)
            return big.Sign < 0 ? long.MinValue : long.MaxValue;
        if (value is Undefined && cause is null)
            throw Errors.Type($"'{TypeNames.Of(value)}' object cannot be interpreted as an integer");
        throw Errors.Type(cause ?? $"'{TypeNames.Of(value)}' object cannot be interpreted as an integer");
    }

    public static string ToText(long number) =>
        number is >= 0 and <= 9 ? "0123456789".Substring((int)number, 1) : number.ToString(
            CultureInfo.InvariantCulture);

    public static string ToText(BigInteger number) =>
        number.GetBitLength() > MaxDigits * 4
            || number.ToString(CultureInfo.InvariantCulture) is var text && text.TrimStart('-').Length > MaxDigits
        ? throw Errors.Value($"Exceeds the limit ({MaxDigits} digits) for integer string conversion; " +
            "use sys.set_int_max_str_digits() to increase the limit")
        : number.ToString(CultureInfo.InvariantCulture);

    /// <summary>As <c>int(value)</c> of a number.</summary>
    public static object Truncate(double number)
    {
        if (double.IsNaN(number))
            throw Errors.Value("cannot convert float NaN to integer");
        if (double.IsInfinity(number))
            throw Errors.Overflow("cannot convert float infinity to integer");
        return BoxedValues.Of(new BigInteger(Math.Truncate(number)));
    }

    /// <summary>
    /// As <c>int(text, radix)</c>: blanks around, a sign, a prefix of the radix, single underscores between digits.
    /// </summary>
    public static bool TryParse(string text, long radix, out object? number)
    {
        number = null;
        if (radix != 0 && radix is < 2 or > 36)
            throw Errors.Value("int() base must be >= 2 and <= 36, or 0");
        var digits = Characters.Strip(text);
        var negative = digits.StartsWith('-');
        if (negative || digits.StartsWith('+'))
            digits = digits[1..];
        if (!TryCutPrefix(ref digits, ref radix) || !TryDigits(digits, (int)radix, out var value))
            return false;
        number = BoxedValues.Of(negative ? -value : value);
        return true;
    }

    private static bool TryCutPrefix(ref string digits, ref long radix)
    {
        var prefixed = digits is ['0', 'b' or 'B', ..] ? 2 : digits is ['0', 'o' or 'O', ..] ? 8
            : digits is ['0', 'x' or 'X', ..] ? 16 : 0;
        if (prefixed != 0 && (radix == 0 || radix == prefixed))
        {
            radix = prefixed;
            digits = digits[2..];
            if (digits.StartsWith('_'))
                digits = digits[1..];
            return true;
        }
        if (radix != 0)
            return true;
        radix = 10;
        return !digits.StartsWith('0') || digits.All(c => c is '0' or '_');
    }

    private static bool TryDigits(string digits, int radix, out BigInteger value)
    {
        value = BigInteger.Zero;
        if (digits.Length == 0 || digits[0] == '_' || digits[^1] == '_'
            || digits.Contains("__", StringComparison.Ordinal))
            return false;
        digits = digits.Replace("_", "", StringComparison.Ordinal);
        if (radix == 10 && digits.Length > MaxDigits && digits.All(char.IsDigit))
            throw Errors.Value(
                $"Exceeds the limit ({MaxDigits} digits) for integer string conversion: " +
                    $"value has {digits.Length} digits; " +
                "use sys.set_int_max_str_digits() to increase the limit");
        foreach (var c in digits)
        {
            var digit = char.IsAsciiLetter(c) ? (c | 0x20) - 'a' + 10
                : char.IsDigit(c) ? (int)char.GetNumericValue(c) : int.MaxValue;
            if (digit >= radix)
                return false;
            value = value * radix + digit;
        }
        return true;
    }
}
