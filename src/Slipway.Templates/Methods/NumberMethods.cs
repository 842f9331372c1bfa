using System.Numerics;
using Slipway.Templates.Values;

namespace Slipway.Templates.Methods;

/// <summary>Methods and attributes of int and float.</summary>
internal static class NumberMethods
{
    public static IEnumerable<Routine> OfIntegers { get; } =
    [
        new("bit_length", "self, /", (_, a) => BoxedValues.Of((long)BigInteger.Abs(Whole(a[0])).GetBitLength())),
        new("bit_count", "self, /", (_, a) => BoxedValues.Of(
            BigInteger.Abs(Whole(a[0])).ToByteArray().Sum(part => (long)BitOperations.PopCount(part)))),
        new("conjugate", "self, /", (_, a) => BoxedValues.Of(Whole(a[0]))),
        new("as_integer_ratio", "self, /", (_, a) => new PythonTuple([BoxedValues.Of(Whole(a[0])), BoxedValues.Of(1)])),
    ];

    public static IEnumerable<Routine> OfFloats { get; } =
    [
        new("is_integer", "self, /",
            (_, a) => BoxedValues.Of(double.IsFinite((double)a[0]!) && Math.Floor((double)a[0]!) == (double)a[0]!)),
        new("conjugate", "self, /", (_, a) => a[0]),
        new("as_integer_ratio", "self, /", (_, a) => Ratio((double)a[0]!)),
    ];

    public static bool TryPart(object? value, string name, out object? part)
    {
        part = (name, value) switch
        {
            ("real", double) => value,
            ("imag", double) => 0.0,
            (_, double) => null,
            ("real" or "numerator", _) => BoxedValues.Of(Whole(value)),
            ("imag", _) => BoxedValues.Of(0),
            ("denominator", _) => BoxedValues.Of(1),
            _ => null,
        };
        return part is not null;
    }

    private static BigInteger Whole(object? value) => Integers.TryGet(value, out var number) ? number : default;

    private static PythonTuple Ratio(double number)
    {
        if (!double.IsFinite(number))
            throw double.IsNaN(number) ? Errors.Value("cannot convert NaN to integer ratio") : Errors.Overflow(
                "cannot convert Infinity to integer ratio");
        BigInteger denominator = 1;
        while (number != Math.Floor(number))
        {
            number *= 2;
            denominator *= 2;
        }
        return new PythonTuple([BoxedValues.Of(new BigInteger(number)), BoxedValues.Of(denominator)]);
    }
}
