using System.Numerics;
using System.Runtime.CompilerServices;
using Slipway.Templates.Rendering;

namespace Slipway.Templates.Values;

/// <summary>Python's <c>==</c> and <c>&lt;</c>.</summary>
internal static class Comparison
{
    public static bool AreEqual(object? left, object? right, Budget budget)
    {
        switch (left, right)
        {
            case (null, null):
                return true;
            case (string a, string b):
                return a == b;
            case (long a, long b):
                return a == b;
            case (PythonObject a, _):
                return a.IsEqualTo(right, budget);
            case (_, PythonObject b):
                return b.IsEqualTo(left, budget);
            default:
                return IsNumber(left) && IsNumber(right) && Order(left, right) == 0;
        }
    }

    /// <summary>As items of a container compare: the same is equal to itself.</summary>
    public static bool AreSameOrEqual(object? left, object? right, Budget budget) =>
        ReferenceEquals(left, right) || AreEqual(left, right, budget);

    public static bool AreEqual(IReadOnlyList<object?> left, IReadOnlyList<object?> right, Budget budget)
    {
        if (left.Count != right.Count)
            return false;
        EnsureStack();
        budget.Charge(left.Count);
        for (var i = 0; i < left.Count; i++)
        {
            if (!AreSameOrEqual(left[i], right[i], budget))
                return false;
        }
        return true;
    }

    public static bool IsLess(object? left, object? right, Budget budget) => Ordered("<", left, right, budget) < 0;

    public static bool IsLessOrEqual(object? left, object? right, Budget budget) =>
        Ordered("<=", left, right, budget) <= 0;

    public static bool IsGreater(object? left, object? right, Budget budget) =>
        Ordered(">", left, right, budget) is > 0 and < Unordered;

    public static bool IsGreaterOrEqual(object? left, object? right, Budget budget) =>
        Ordered(">=", left, right, budget) is >= 0 and < Unordered;

    /// <summary>The order of two values that a NaN is part of: none of the four relations holds.</summary>
    private const int Unordered = 2;

    private static int Ordered(string sign, object? left, object? right, Budget budget)
    {
        if ((left as Undefined ?? right as Undefined) is { } undefined)
            throw undefined.Fail();
        if (IsNumber(left) && IsNumber(right))
            return Order(left, right);
        if (Text.TryGet(left, out var a) && Text.TryGet(right, out var b))
            return Math.Sign(CodePoints.Compare(a, b));
        if (left is PythonList x && right is PythonList y)
            return Ordered(sign, x.Items, y.Items, budget);
        if (left is PythonTuple v && right is PythonTuple w)
            return Ordered(sign, v.Items, w.Items, budget);
        throw Errors.Type(
            $"'{sign}' not supported between instances of '{TypeNames.Of(left)}' and '{TypeNames.Of(right)}'");
    }

    private static int Ordered(string sign, IReadOnlyList<object?> left, IReadOnlyList<object?> right, Budget budget)
    {
        EnsureStack();
        for (var i = 0; i < left.Count && i < right.Count; i++)
        {
            budget.Charge(1);
            if (!AreSameOrEqual(left[i], right[i], budget))
                return Ordered(sign, left[i], right[i], budget);
        }
        return left.Count.CompareTo(right.Count);
    }

    private static bool IsNumber(object? value) => value is long or bool or double or BigInteger;

    private static int Order(object? left, object? right)
    {
        if (Integers.TryGetLong(left, out var a) && Integers.TryGetLong(right, out var b))
            return a.CompareTo(b);
        if (left is double v && right is double w)
            return double.IsNaN(v) || double.IsNaN(w) ? Unordered : v.CompareTo(w);
        if (left is double real)
            return Order(real, Whole(right), 1);
        return right is double other ? Order(other, Whole(left), -1) : Whole(left).CompareTo(Whole(right));
    }

    private static BigInteger Whole(object? value) => Integers.TryGet(value, out var number) ? number : default;

    /// <summary>Exactly: a float is not rounded to the integer, nor the integer to a float.</summary>
    private static int Order(double real, BigInteger whole, int sign)
    {
        if (double.IsNaN(real))
            return Unordered;
        if (double.IsInfinity(real))
            return real > 0 ? sign : -sign;
        var order = new BigInteger(Math.Floor(real)).CompareTo(whole);
        return sign * (order == 0 && real != Math.Floor(real) ? 1 : order);
    }

    private static void EnsureStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new TemplateException(TemplateError.LimitExceeded, "values are nested too deep to compare");
    }
}
