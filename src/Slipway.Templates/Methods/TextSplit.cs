using System.Text;
using Slipway.Templates.Values;

namespace Slipway.Templates.Methods;

/// <summary>Methods of str that part and join.</summary>
internal static class TextSplit
{
    public static IEnumerable<Routine> All { get; } =
    [
        new("split", "self, sep=None, maxsplit=-1",
            (_, a) => Parts(Split((string)a[0]!, Separator(a[1]), Integers.Index(a[2])))),
        new("rsplit", "self, sep=None, maxsplit=-1",
            (_, a) => Parts(SplitFromEnd((string)a[0]!, Separator(a[1]), Integers.Index(a[2])))),
        new("splitlines", "self, keepends=False", (_, a) => Parts(Lines((string)a[0]!, Truth.Of(a[1])))),
        new("partition", "self, sep, /", (_, a) => Partition((string)a[0]!, Separator(a[1])!, last: false)),
        new("rpartition", "self, sep, /", (_, a) => Partition((string)a[0]!, Separator(a[1])!, last: true)),
        new("join", "self, iterable, /", (c, a) => Join((string)a[0]!, a[1], c.Budget)),
    ];

    /// <param name="separator">Null parts at runs of blanks.</param>
    /// <param name="max">How many times to part; negative is as often as possible.</param>
    public static List<string> Split(string text, string? separator, long max)
    {
        var parts = new List<string>();
        var at = 0;
        if (separator is null)
        {
            while (true)
            {
                while (at < text.Length && Characters.IsSpace(text[at]))
                    at++;
                if (at == text.Length)
                    return parts;
                var end = at;
                if (max >= 0 && parts.Count >= max)
                    return [.. parts, text[at..]];
                while (end < text.Length && !Characters.IsSpace(text[end]))
                    end++;
                parts.Add(text[at..end]);
                at = end;
            }
        }
        while ((max < 0 || parts.Count < max)
            && text.IndexOf(separator, at, StringComparison.Ordinal) is >= 0 and var next)
        {
            parts.Add(text[at..next]);
            at = next + separator.Length;
        }
        parts.Add(text[at..]);
        return parts;
    }

    public static List<string> SplitFromEnd(string text, string? separator, long max)
    {
        var parts = new List<string>();
        var end = text.Length;
        if (separator is null)
        {
            while (true)
            {
                while (end > 0 && Characters.IsSpace(text[end - 1]))
                    end--;
                if (end == 0)
                    break;
                if (max >= 0 && parts.Count >= max)
                {
                    parts.Add(text[..end]);
                    break;
                }
                var start = end;
                while (start > 0 && !Characters.IsSpace(text[start - 1]))
                    start--;
                parts.Add(text[start..end]);
                end = start;
            }
            parts.Reverse();
            return parts;
        }
        while ((max < 0 || parts.Count < max) && end >= separator.Length
            && text.LastIndexOf(separator, end - 1, end, StringComparison.Ordinal) is >= 0 and var next)
        {
            parts.Add(text[(next + separator.Length)..end]);
            end = next;
        }
        parts.Add(text[..end]);
        parts.Reverse();
        return parts;
    }

    public static List<string> Lines(string text, bool keepEnds = false)
    {
        var lines = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var end = at;
            while (end < text.Length && !IsLineEnd(text[end]))
                end++;
            var next = end == text.Length ? end
                : text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? end + 2 : end + 1;
            lines.Add(text[at..(keepEnds ? next : end)]);
            at = next;
        }
        return lines;
    }

    private static bool IsLineEnd(char c) =>
        c is '\n' or '\r' or '\v' or '\f' or '\x1c' or '\x1d' or '\x1e' or '\x85' or '\u2028' or '\u2029';

    private static string? Separator(object? value)
    {
        if (value is null)
            return null;
        var separator = Expect.Text(value, "must be str or None, not");
        return separator.Length > 0 ? separator : throw Errors.Value("empty separator");
    }

    private static PythonList Parts(List<string> parts) => new([.. parts]);

    private static PythonTuple Partition(string text, string separator, bool last)
    {
        if (separator is null)
            throw Errors.Type("must be str, not NoneType");
        var at = last ? text.LastIndexOf(separator, StringComparison.Ordinal) : text.IndexOf(
            separator, StringComparison.Ordinal);
        if (at < 0)
            return new PythonTuple(last ? ["", "", text] : [text, "", ""]);
        return new PythonTuple([text[..at], separator, text[(at + separator.Length)..]]);
    }

    private static string Join(string separator, object? values, Rendering.Budget budget)
    {
        var made = new StringBuilder();
        var index = 0;
        foreach (var value in Iteration.TryOf(values) is null
            ? throw Errors.Type("can only join an iterable")
            : Iteration.Each(values, budget))
        {
            if (!Text.TryGet(value, out var text))
                throw Errors.Type($"sequence item {index}: expected str instance, {TypeNames.Of(value)} found");
            budget.Make((long)made.Length + separator.Length + text.Length);
            if (index++ > 0)
                made.Append(separator);
            made.Append(text);
        }
        return made.ToString();
    }
}
