using System.Numerics;
using Slipway.Templates.Formatting;
using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Filters;

/// <summary>Filters that make or change numbers.</summary>
internal static class NumberFilters
{
    public static IEnumerable<Routine> All { get; } =
    [
        new("abs", "x, /", (_, a) => Absolute(a[0])),
        new("int", "value, default=0, base=10", (_, a) => ToInteger(a[0], a[1], a[2])),
        new("float", "value, default=0.0", (_, a) => ToFloat(a[0]) is { } number ? number : a[1]),
        new("round", "value, precision=0, method='common'", (c, a) => Round(a[0], a[1], a[2], c.Budget)),
        new("filesizeformat", "value, binary=False", (_, a) => FileSize(a[0], Truth.Of(a[1]))),
    ];

    private static object Absolute(object? value) => value switch
    {
        double number => Math.Abs(number),
        _ when Integers.TryGet(value, out var number) => BoxedValues.Of(BigInteger.Abs(number)),
        _ => throw Errors.Type($"bad operand type for abs(): '{TypeNames.Of(value)}'"),
    };

    private static object? ToInteger(object? value, object? otherwise, object? radix)
    {
        try
        {
            if (Text.TryGet(value, out var text) && Integers.TryParse(text, Integers.Index(radix), out var parsed))
                return parsed;
            if (Integers.TryGet(value, out var whole))
                return BoxedValues.Of(whole);
            return ToFloat(value) is { } number ? Integers.Truncate(number) : otherwise;
        }
        catch (TemplateException e) when (e.Error == TemplateError.TypeError || Errors.IsValue(e.Error))
        {
            return otherwise;
        }
    }

    /// <summary>As <c>float(value)</c>; null where that is a TypeError or ValueError.</summary>
    private static double? ToFloat(object? value)
    {
        if (value is Undefined undefined)
            throw undefined.Fail();
        if (Floats.TryGet(value, out var number)
            || (Text.TryGet(value, out var text) && Floats.TryParse(text, out number)))
            return number;
        return null;
    }

    private static object Round(object? value, object? precision, object? method, Budget budget)
    {
        var name = Text.TryGet(method, out var text) && text is "common" or "ceil" or "floor"
            ? text
            : throw Errors.FilterArgument("method must be common, ceil or floor");
        if (name == "common")
            return RoundToNearest(value, precision);
        var power = Arithmetic.Power(BoxedValues.Of(10), precision, budget);
        var scaled = Arithmetic.Multiply(value, power, budget);
        if (!Floats.TryGet(scaled, out var number))
            throw Errors.Type($"must be real number, not {TypeNames.Of(scaled)}");
        var whole =
            scaled is double ? Integers.Truncate(name == "ceil" ? Math.Ceiling(number) : Math.Floor(number)) : scaled;
        return Division.True(whole, power)!;
    }

    private static object RoundToNearest(object? value, object? precision)
    {
        if (value is double number)
            return precision is null
                ? Integers.Truncate(Math.Round(number, MidpointRounding.ToEven))
                : ExactDecimal.Round(number, Integers.Index(precision));
        if (!Integers.TryGet(value, out var whole))
            throw Errors.Type($"type {TypeNames.Of(value)} doesn't define __round__ method");
        var digits = precision is null ? 0 : Integers.Index(precision);
        if (digits >= 0)
            return BoxedValues.Of(whole);
        if (-digits > 10_000)
            return BoxedValues.Of(0);
        var unit = BigInteger.Pow(10, (int)-digits);
        var rounded = ExactDecimal.Divide(BigInteger.Abs(whole), unit) * unit;
        return BoxedValues.Of(whole.Sign < 0 ? -rounded : rounded);
    }

    private static string FileSize(object? value, bool isBinary)
    {
        if (value is Undefined undefined)
            throw undefined.Fail();
        if (!Floats.TryGet(value, out var bytes)
            && !(Text.TryGet(value, out var text) && Floats.TryParse(text, out bytes)))
            throw Text.Is(value)
                ? Errors.Value($"could not convert string to float: {Representation.Of(value)}")
                : Errors.Type($"float() argument must be a string or a real number, not '{TypeNames.Of(value)}'");
        double scale = isBinary ? 1024 : 1000;
        if (bytes == 1)
            return "1 Byte";
        if (bytes < scale)
            return $"{Text.Of(Integers.Truncate(bytes))} Bytes";
        string[] prefixes = isBinary ? ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"] : ["kB", "MB", "GB",
            "TB", "PB", "EB", "ZB", "YB"];
        for (var i = 0; ; i++)
        {
            var unit = Floats.Of(BigInteger.Pow((BigInteger)scale, i + 2));
            if (bytes < unit || i == prefixes.Length - 1)
                return $"{FloatFormat.Format(scale * bytes / unit, 'f', 1, alternate: false)} {prefixes[i]}";
        }
    }
}
