using System.Numerics;
using Slipway.Templates.Formatting;
using Slipway.Templates.Rendering;

namespace Slipway.Templates.Values;

/// <summary>Python's <c>/</c>, <c>//</c> and <c>%</c>.</summary>
internal static class Division
{
    private const int DoubleBits = 53;

    public static object? True(object? left, object? right)
    {
        if (Integers.TryGet(left, out var x) && Integers.TryGet(right, out var y))
            return y.IsZero ? throw Errors.ZeroDivision("division by zero") : Quotient(x, y);
        if (!Floats.TryGet(left, out var v) || !Floats.TryGet(right, out var w))
            throw Arithmetic.Unsupported("/", left, right);
        return w == 0 ? throw Errors.ZeroDivision("float division by zero") : v / w;
    }

    public static object? Floor(object? left, object? right)
    {
        if (Integers.TryGet(left, out var x) && Integers.TryGet(right, out var y))
            return y.IsZero
                ? throw Errors.ZeroDivision("integer division or modulo by zero")
                : BoxedValues.Of(FloorDivide(x, y));
        if (!Floats.TryGet(left, out var v) || !Floats.TryGet(right, out var w))
            throw Arithmetic.Unsupported("//", left, right);
        return w == 0 ? throw Errors.ZeroDivision("float floor division by zero") : FloorDivide(v, w).Quotient;
    }

    public static object? Modulo(object? left, object? right, Budget budget)
    {
        if (left is string or Markup)
            return PercentFormat.Format(left, right, budget);
        if (Integers.TryGet(left, out var x) && Integers.TryGet(right, out var y))
            return y.IsZero ? throw Errors.ZeroDivision("integer modulo by zero") : BoxedValues.Of(
                x - FloorDivide(x, y) * y);
        if (!Floats.TryGet(left, out var v) || !Floats.TryGet(right, out var w))
            throw Arithmetic.Unsupported("%", left, right);
        return w == 0 ? throw Errors.ZeroDivision("float modulo") : FloorDivide(v, w).Remainder;
    }

    public static BigInteger FloorDivide(BigInteger left, BigInteger right)
    {
        var quotient = BigInteger.DivRem(left, right, out var rest);
        return !rest.IsZero && rest.Sign != right.Sign ? quotient - 1 : quotient;
    }

    private static (double Quotient, double Remainder) FloorDivide(double left, double right)
    {
        var rest = left % right;
        var quotient = (left - rest) / right;
        if (rest != 0)
        {
            if (right < 0 != rest < 0)
            {
                rest += right;
                quotient -= 1;
            }
        }
        else
        {
            rest = Math.CopySign(0, right);
        }
        if (quotient == 0)
            return (Math.CopySign(0, left / right), rest);
        var floor = Math.Floor(quotient);
        return (quotient - floor > 0.5 ? floor + 1 : floor, rest);
    }

    /// <summary>The float nearest to the exact quotient.</summary>
    private static double Quotient(BigInteger left, BigInteger right)
    {
        if (left.GetBitLength() <= DoubleBits && right.GetBitLength() <= DoubleBits)
            return (double)left / (double)right;
        // 66 bits and a sticky one keep all that rounding to 53 looks at.
        var shift = 66 - ((int)left.GetBitLength() - (int)right.GetBitLength());
        var (scaled, divisor) = shift > 0 ? (left << shift, right) : (left, right << -shift);
        var quotient = BigInteger.DivRem(BigInteger.Abs(scaled), BigInteger.Abs(divisor), out var rest);
        if (!rest.IsZero)
            quotient |= 1;
        var value = Math.ScaleB(Floats.Of(quotient), -shift);
        if (double.IsInfinity(value))
            throw Errors.Overflow("integer division result too large for a float");
        return left.Sign * right.Sign < 0 ? -value : value;
    }
}
