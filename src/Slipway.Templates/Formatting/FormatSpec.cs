using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Formatting;

/// <summary>
/// Python's format specification, <c>[[fill]align][sign][z][#][0][width][grouping][.precision][type]</c>.
/// </summary>
internal sealed record FormatSpec
{
    public string Fill { get; private init; } = " ";

    /// <summary>One of <c>&lt;&gt;=^</c>; null is the type's own.</summary>
    public char? Align { get; private init; }

    public char Sign { get; private init; } = '-';

    public bool Alternate { get; private init; }

    public int Width { get; private init; }

    public char? Grouping { get; private init; }

    /// <summary>-1 when there is none.</summary>
    public int Precision { get; private init; } = -1;

    public char? Type { get; private init; }

    public bool HasSign { get; private init; }

    public bool HasZero { get; private init; }

    public static FormatSpec Parse(string text, object? value, Budget budget)
    {
        var points = CodePoints.Each(text).ToList();
        var at = 0;
        var spec = new FormatSpec();
        if (points.Count > 1 && IsAlign(points[1]))
        {
            spec = spec with { Fill = points[0], Align = points[1][0] };
            at = 2;
        }
        else if (points.Count > 0 && IsAlign(points[0]))
        {
            spec = spec with { Align = points[0][0] };
            at = 1;
        }
        bool Take(string set) => at < points.Count && set.Contains(points[at], StringComparison.Ordinal) && at++ >= 0;
        if (Take("+- "))
            spec = spec with { Sign = points[at - 1][0], HasSign = true };
        if (Take("z") && value is not double)
            throw Errors.Value("Negative zero coercion (z) not allowed in format specifier with integer");
        spec = spec with { Alternate = Take("#") };
        if (Take("0"))
            spec = spec with
            {
                HasZero = true, Fill = spec.Align is null ? "0" : spec.Fill,
                Align = spec.Align ?? (value is string or Markup ? null : '='),
            };
        spec = spec with { Width = Number(points, ref at, budget) ?? 0 };
        if (Take(",_"))
            spec = spec with { Grouping = points[at - 1][0] };
        if (Take(",_"))
            throw Errors.Value(points[at - 1][0] == spec.Grouping
                ? $"Cannot specify '{spec.Grouping}' with '{spec.Grouping}'."
                : "Cannot specify both ',' and '_'.");
        if (Take("."))
            spec = spec with
            {
                Precision = Number(points, ref at, budget) ?? throw Errors.Value("Format specifier missing precision"),
            };
        if (points.Count - at > 1)
            throw Errors.Value($"Invalid format specifier '{text}' for object of type '{TypeNames.Of(value)}'");
        return at < points.Count ? spec with { Type = points[at][0] } : spec;
    }

    /// <summary>The sign, the prefix and the digits, filled to the width.</summary>
    public string Pad(string sign, string digits, char own)
    {
        var missing = Width - CodePoints.Count(sign) - CodePoints.Count(digits);
        if (missing <= 0)
            return sign + digits;
        string Filling(int count) => Fill.Length == 1 ? new string(Fill[0], count) : string.Concat(
            Enumerable.Repeat(Fill, count));
        return (Align ?? own) switch
        {
            '<' => sign + digits + Filling(missing),
            '^' => Filling(missing / 2) + sign + digits + Filling(missing - missing / 2),
            '=' => sign + Filling(missing) + digits,
            _ => Filling(missing) + sign + digits,
        };
    }

    private static bool IsAlign(string point) => point is "<" or ">" or "=" or "^";

    private static int? Number(List<string> points, ref int at, Budget budget)
    {
        var start = at;
        long number = 0;
        while (at < points.Count && points[at] is [>= '0' and <= '9'])
        {
            number = number * 10 + (points[at++][0] - '0');
            if (number > int.MaxValue)
                throw Errors.Value("Too many decimal digits in format string");
        }
        budget.Make(number);
        return at == start ? null : (int)number;
    }
}
