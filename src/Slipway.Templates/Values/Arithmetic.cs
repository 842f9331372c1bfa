using System.Numerics;
using Slipway.Templates.Rendering;

namespace Slipway.Templates.Values;

/// <summary>Python's binary and unary operators, but for division.</summary>
internal static class Arithmetic
{
    public static object? Add(object? left, object? right, Budget budget)
    {
        if (left is long a && right is long b)
        {
            var sum = unchecked(a + b);
            return ((a ^ sum) & (b ^ sum)) < 0 ? (BigInteger)a + b : BoxedValues.Of(sum);
        }
        if (left is string s && right is string t)
        {
            budget.Make((long)s.Length + t.Length);
            return s + t;
        }
        if (Integers.TryGet(left, out var x) && Integers.TryGet(right, out var y))
            return Sized(x + y, budget);
        if (Floats.TryGet(left, out var v) && Floats.TryGet(right, out var w))
            return v + w;
        return AddSequences(left, right, budget);
    }

    public static object? Subtract(object? left, object? right, Budget budget)
    {
        if (left is long a && right is long b)
        {
            var difference = unchecked(a - b);
            return ((a ^ b) & (a ^ difference)) < 0 ? (BigInteger)a - b : BoxedValues.Of(difference);
        }
        if (Integers.TryGet(left, out var x) && Integers.TryGet(right, out var y))
            return Sized(x - y, budget);
        return Floats.TryGet(left, out var v) && Floats.TryGet(right, out var w)
            ? v - w
            : throw Unsupported("-", left, right);
    }

    public static object? Multiply(object? left, object? right, Budget budget)
    {
        if (Integers.TryGet(left, out var x) && Integers.TryGet(right, out var y))
        {
            budget.Bits((double)x.GetBitLength() + y.GetBitLength());
            return BoxedValues.Of(x * y);
        }
        if (Floats.TryGet(left, out var v) && Floats.TryGet(right, out var w))
            return v * w;
        ThrowIfUndefined(left, right);
        var (sequence, count) = IsSequence(left) ? (left, right) : (right, left);
        if (!IsSequence(sequence))
            throw Unsupported("*", left, right);
        if (!Integers.TryGet(count, out _))
            throw Errors.Type($"can't multiply sequence by non-int of type '{TypeNames.Of(count)}'");
        return Repeat(sequence, Math.Max(0, Integers.Index(count)), budget);
    }

    public static object? Power(object? left, object? right, Budget budget)
    {
        if (Integers.TryGet(left, out var x) && Integers.TryGet(right, out var y) && y.Sign >= 0)
        {
            if (x.IsOne || x.IsZero || x == BigInteger.MinusOne)
                return y.IsZero || x.IsOne ? BoxedValues.Of(1)
                    : x.IsZero || !y.IsEven ? BoxedValues.Of(x) : BoxedValues.Of(1);
            budget.Bits((double)x.GetBitLength() * (double)y);
            return BoxedValues.Of(BigInteger.Pow(x, (int)y));
        }
        if (!Floats.TryGet(left, out var v) || !Floats.TryGet(right, out var w))
            throw Unsupported("** or pow()", left, right);
        if (v == 0 && w < 0)
            throw Errors.ZeroDivision("0.0 cannot be raised to a negative power");
        if (v < 0 && double.IsFinite(v) && double.IsFinite(w) && w != Math.Floor(w))
            throw Errors.Value("the power is a complex number, which templates do not have");
        var power = Math.Pow(v, w);
        return double.IsInfinity(power) && double.IsFinite(v) && double.IsFinite(w)
            ? throw Errors.Overflow("(34, 'Numerical result out of range')") : power;
    }

    public static object? Negate(object? value) => value switch
    {
        long number when number != long.MinValue => BoxedValues.Of(-number),
        double number => -number,
        _ => Integers.TryGet(value, out var big) ? BoxedValues.Of(-big) : throw UnsupportedUnary("-", value),
    };

    public static object? Plus(object? value) => value switch
    {
        long or double or BigInteger => value,
        bool flag => BoxedValues.Of(flag ? 1 : 0),
        _ => throw UnsupportedUnary("+", value),
    };

    internal static TemplateException Unsupported(string sign, object? left, object? right)
    {
        ThrowIfUndefined(left, right);
        return Errors.Type(
            $"unsupported operand type(s) for {sign}: '{TypeNames.Of(left)}' and '{TypeNames.Of(right)}'");
    }

    private static TemplateException UnsupportedUnary(string sign, object? value) =>
        value is Undefined undefined ? undefined.Fail() : Errors.Type(
            $"bad operand type for unary {sign}: '{TypeNames.Of(value)}'");

    private static void ThrowIfUndefined(object? left, object? right)
    {
        if ((left as Undefined ?? right as Undefined) is { } undefined)
            throw undefined.Fail();
    }

    private static object Sized(BigInteger number, Budget budget)
    {
        budget.Bits(number.GetBitLength());
        return BoxedValues.Of(number);
    }

    private static object? AddSequences(object? left, object? right, Budget budget)
    {
        ThrowIfUndefined(left, right);
        if (Text.TryGet(left, out var s) && Text.TryGet(right, out var t))
        {
            var first = right is Markup && left is string ? Markup.EscapeText(s) : s;
            var second = left is Markup && right is string ? Markup.EscapeText(t) : t;
            budget.Make((long)first.Length + second.Length);
            return new Markup(first + second);
        }
        if (left is PythonList a && right is PythonList b)
        {
            budget.Make((long)a.Items.Count + b.Items.Count);
            return new PythonList([.. a.Items, .. b.Items]);
        }
        if (left is PythonTuple c && right is PythonTuple d)
        {
            budget.Make((long)c.Items.Length + d.Items.Length);
            return new PythonTuple([.. c.Items, .. d.Items]);
        }
        throw left switch
        {
            string => Errors.Type($"can only concatenate str (not \"{TypeNames.Of(right)}\") to str"),
            PythonList or PythonTuple => Errors.Type(
                $"can only concatenate {TypeNames.Of(left)} (not \"{TypeNames.Of(right)}\") to {TypeNames.Of(left)}"),
            _ => Unsupported("+", left, right),
        };
    }

    private static bool IsSequence(object? value) => value is string or Markup or PythonList or PythonTuple;

    private static object Repeat(object? sequence, long count, Budget budget)
    {
        var length = Text.TryGet(sequence, out var text) ? text.Length : ((PythonObject)sequence!).Length!.Value;
        budget.Make(length == 0 ? 0 : count > int.MaxValue ? long.MaxValue : length * count);
        if (length == 0)
            count = 0;
        if (text is not null)
            return Text.As(sequence, string.Concat(Enumerable.Repeat(text, (int)count)));
        IReadOnlyList<object?> items = sequence is PythonList list ? list.Items : ((PythonTuple)sequence!).Items;
        var repeated = new List<object?>(length * (int)count);
        for (var i = 0; i < count; i++)
            repeated.AddRange(items);
        return sequence is PythonList ? new PythonList(repeated) : new PythonTuple([.. repeated]);
    }
}
