using Slipway.Templates.Values;

namespace Slipway.Templates.Methods;

/// <summary>Methods of str that look for text.</summary>
internal static class TextSearch
{
    public static IEnumerable<Routine> All { get; } =
    [
        new("find", "self, sub, start=None, end=None, /", (_, a) => BoxedValues.Of(Find(a, last: false))),
        new("rfind", "self, sub, start=None, end=None, /", (_, a) => BoxedValues.Of(Find(a, last: true))),
        new("index", "self, sub, start=None, end=None, /", (_, a) => BoxedValues.Of(Index(a, last: false))),
        new("rindex", "self, sub, start=None, end=None, /", (_, a) => BoxedValues.Of(Index(a, last: true))),
        new("count", "self, sub, start=None, end=None, /", (_, a) => BoxedValues.Of(Count(a))),
        new("startswith", "self, prefix, start=None, end=None, /",
            (_, a) =>
                BoxedValues.Of(Any(a, "startswith", (text, part) => text.StartsWith(part, StringComparison.Ordinal)))),
        new("endswith", "self, suffix, start=None, end=None, /",
            (_, a) =>
                BoxedValues.Of(Any(a, "endswith", (text, part) => text.EndsWith(part, StringComparison.Ordinal)))),
        new("replace", "self, old, new, count=-1, /", (c, a) =>
        {
            var text = (string)a[0]!;
            var made = Replace(text, Expect.Text(a[1], "replace() argument 1"),
                Expect.Text(a[2], "replace() argument 2"), Integers.Index(a[3]), c.Budget);
            return made;
        }),
    ];

    /// <param name="count">Negative is all.</param>
    public static string Replace(string text, string old, string replacement, long count, Rendering.Budget budget)
    {
        if (count == 0 || (old.Length == 0 && text.Length == 0 && count == 0))
            return text;
        if (old.Length == 0)
            return Interleave(text, replacement, count, budget);
        var occurrences = Occurrences(text, old);
        budget.Make(text.Length + Math.Max(0, (long)occurrences * (replacement.Length - old.Length)));
        if (count < 0 || count >= occurrences)
            return text.Replace(old, replacement, StringComparison.Ordinal);
        var made = new System.Text.StringBuilder(text.Length);
        var at = 0;
        for (; count > 0; count--)
        {
            var next = text.IndexOf(old, at, StringComparison.Ordinal);
            made.Append(text, at, next - at).Append(replacement);
            at = next + old.Length;
        }
        return made.Append(text, at, text.Length - at).ToString();
    }

    private static string Interleave(string text, string replacement, long count, Rendering.Budget budget)
    {
        var points = CodePoints.Each(text).ToList();
        var max = count < 0 ? points.Count + 1 : Math.Min(count, points.Count + 1);
        budget.Make(text.Length + max * replacement.Length);
        var made = new System.Text.StringBuilder();
        for (var i = 0; i <= points.Count; i++)
        {
            if (i < max)
                made.Append(replacement);
            if (i < points.Count)
                made.Append(points[i]);
        }
        return made.ToString();
    }

    private static int Occurrences(string text, string part)
    {
        var count = 0;
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(
            part, at + part.Length, StringComparison.Ordinal))
            count++;
        return count;
    }

    /// <summary>
    /// The part of the text that start and end name, and where it begins; null when start is behind the end.
    /// </summary>
    private static (string Text, int Start)? Window(object?[] a)
    {
        var text = (string)a[0]!;
        var length = CodePoints.Count(text);
        var start = Clamp(a[2], 0, length);
        var end = Clamp(a[3], length, length);
        if (start > length || start > end)
            return null;
        var from = CodePoints.Offset(text, (int)start);
        return (text[from..CodePoints.Offset(text, (int)end)], (int)start);
    }

    private static long Clamp(object? index, int otherwise, int length)
    {
        if (index is null)
            return otherwise;
        var number = Integers.Index(index, "slice indices must be integers or None or have an __index__ method");
        return number < 0 ? Math.Max(0, number + length) : Math.Min(
            number, otherwise == length ? length : long.MaxValue);
    }

    private static long Find(object?[] a, bool last)
    {
        var part = Expect.Text(a[1], "must be str, not");
        if (Window(a) is not { } window)
            return -1;
        var at = last ? LastIndex(window.Text, part) : window.Text.IndexOf(part, StringComparison.Ordinal);
        return at < 0 ? -1 : window.Start + CodePoints.Index(window.Text, at);
    }

    private static int LastIndex(string text, string part) =>
        part.Length == 0 ? text.Length : text.LastIndexOf(part, StringComparison.Ordinal);

    private static long Index(object?[] a, bool last)
    {
        var at = Find(a, last);
        return at >= 0 ? at : throw Errors.Value("substring not found");
    }

    private static long Count(object?[] a)
    {
        var part = Expect.Text(a[1], "must be str, not");
        if (Window(a) is not { } window)
            return 0;
        return part.Length == 0 ? CodePoints.Count(window.Text) + 1 : Occurrences(window.Text, part);
    }

    private static bool Any(object?[] a, string name, Func<string, string, bool> matches)
    {
        var parts = a[1] is PythonTuple tuple ? tuple.Items : [a[1]];
        foreach (var part in parts)
        {
            if (!Text.Is(part))
                throw Errors.Type(a[1] is PythonTuple
                    ? $"tuple for {name} must only contain str, not {TypeNames.Of(part)}"
                    : $"{name} first arg must be str or a tuple of str, not {TypeNames.Of(part)}");
            if (Window(a) is { } window && matches(window.Text, Text.Of(part)))
                return true;
        }
        return false;
    }
}
