using System.Text;
using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Methods;

/// <summary>Methods of str that strip, pad and replace characters.</summary>
internal static class TextShape
{
    public static IEnumerable<Routine> All { get; } =
    [
        new("strip", "self, chars=None, /",
            (_, a) => Strip((string)a[0]!, Expect.TextOrNone(a[1], "strip"), true, true)),
        new("lstrip", "self, chars=None, /",
            (_, a) => Strip((string)a[0]!, Expect.TextOrNone(a[1], "lstrip"), true, false)),
        new("rstrip", "self, chars=None, /",
            (_, a) => Strip((string)a[0]!, Expect.TextOrNone(a[1], "rstrip"), false, true)),
        new("center", "self, width, fillchar=' ', /",
            (c, a) => Center((string)a[0]!, Integers.Index(a[1]), Fill(a[2]), c.Budget)),
        new("ljust", "self, width, fillchar=' ', /",
            (c, a) => (string)a[0]! + Padding((string)a[0]!, Integers.Index(a[1]), Fill(a[2]), c.Budget)),
        new("rjust", "self, width, fillchar=' ', /",
            (c, a) => Padding((string)a[0]!, Integers.Index(a[1]), Fill(a[2]), c.Budget) + (string)a[0]!),
        new("zfill", "self, width, /", (c, a) => ZeroFill((string)a[0]!, Integers.Index(a[1]), c.Budget)),
        new("expandtabs", "self, tabsize=8", (c, a) => ExpandTabs((string)a[0]!, Integers.Index(a[1]), c.Budget)),
        new("removeprefix", "self, prefix, /",
            (_, a) => (string)a[0]! is var text && Expect.Text(a[1], "removeprefix()") is var prefix
            && text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text),
        new("removesuffix", "self, suffix, /",
            (_, a) => (string)a[0]! is var text && Expect.Text(a[1], "removesuffix()") is var suffix
            && text.EndsWith(suffix, StringComparison.Ordinal) ? text[..^suffix.Length] : text),
        new("translate", "self, table, /", (c, a) => Translate((string)a[0]!, a[1], c.Budget)),
        new("maketrans", "self, x, y=None, z=None, /", (_, a) => MakeTable(a[1], a[2], a[3])),
    ];

    /// <param name="characters">Null strips blanks.</param>
    public static string Strip(string text, string? characters, bool start, bool end)
    {
        if (characters is null)
            return start && end ? Characters.Strip(text) : start ? Characters.StripStart(text)
                : Characters.StripEnd(text);
        var set = CodePoints.Each(characters).ToHashSet();
        var points = CodePoints.Each(text).ToList();
        var (from, to) = (0, points.Count);
        while (start && from < to && set.Contains(points[from]))
            from++;
        while (end && from < to && set.Contains(points[to - 1]))
            to--;
        return string.Concat(points[from..to]);
    }

    public static string Center(string text, long width, string fill, Budget budget)
    {
        var missing = Missing(text, width, budget);
        // Python puts the odd blank on the left when the width is odd too.
        var left = missing / 2 + (missing & width & 1);
        return Repeat(fill, left) + text + Repeat(fill, missing - left);
    }

    private static long Missing(string text, long width, Budget budget)
    {
        var missing = Math.Max(0, width - CodePoints.Count(text));
        budget.Make(missing);
        return missing;
    }

    private static string Padding(string text, long width, string fill, Budget budget) =>
        Repeat(fill, Missing(text, width, budget));

    private static string Repeat(string fill, long count) => string.Concat(Enumerable.Repeat(fill, (int)count));

    private static string Fill(object? value) => Text.TryGet(value, out var fill) && CodePoints.Count(fill) == 1
        ? fill
        : throw Errors.Type(Text.Is(
            value)
            ? "The fill character must be exactly one character long"
            : $"The fill character must be a unicode character, not {TypeNames.Of(value)}");

    private static string ZeroFill(string text, long width, Budget budget)
    {
        var zeros = Padding(text, width, "0", budget);
        return text is ['+' or '-', ..] ? text[0] + zeros + text[1..] : zeros + text;
    }

    private static string ExpandTabs(string text, long size, Budget budget)
    {
        var made = new StringBuilder(text.Length);
        long column = 0;
        foreach (var point in CodePoints.Each(text))
        {
            if (point == "\t")
            {
                var blanks = size > 0 ? size - column % size : 0;
                budget.Make(made.Length + blanks);
                made.Append(' ', (int)blanks);
                column += blanks;
                continue;
            }
            made.Append(point);
            column = point is "\n" or "\r" ? 0 : column + 1;
        }
        return made.ToString();
    }

    private static string Translate(string text, object? table, Budget budget)
    {
        var made = new StringBuilder(text.Length);
        foreach (var point in CodePoints.Each(text))
        {
            object? found = point;
            try
            {
                if (Subscripts.TryGet(table, BoxedValues.Of(CodePoints.Number(point)), budget, out var mapped))
                    found = mapped;
            }
            catch (TemplateException e) when (Errors.IsLookup(e.Error))
            {
                // What the table lacks stays as it is.
            }
            made.Append(found switch
            {
                null => "",
                long number and >= 0 and <= 0x10ffff => char.ConvertFromUtf32((int)number),
                string or Markup => Text.Of(found),
                _ => throw Errors.Type("character mapping must return integer, None or str"),
            });
            budget.Make(made.Length);
        }
        return made.ToString();
    }

    private static PythonDict MakeTable(object? x, object? y, object? z)
    {
        var table = new PythonDict();
        if (y is null)
        {
            if (x is not PythonDict given)
                throw Errors.Type("if you give only one argument to maketrans it must be a dict");
            foreach (var (key, value) in given.Entries)
                table[Text.TryGet(key, out var text) ? CodePoints.Count(text) == 1 ? BoxedValues.Of(
                    CodePoints.Number(text))
                    : throw Errors.Value("string keys in translate table must be of length 1") : key] = value;
            return table;
        }
        var (from, to) = (CodePoints.Each(Expect.Text(x, "maketrans()")).ToList(),
            CodePoints.Each(Expect.Text(y, "maketrans()")).ToList());
        if (from.Count != to.Count)
            throw Errors.Value("the first two maketrans arguments must have equal length");
        for (var i = 0; i < from.Count; i++)
            table[BoxedValues.Of(CodePoints.Number(from[i]))] = BoxedValues.Of(CodePoints.Number(to[i]));
        foreach (var point in z is null ? [] : CodePoints.Each(Expect.Text(z, "maketrans()")))
            table[BoxedValues.Of(CodePoints.Number(point))] = null;
        return table;
    }
}
