using System.Text;
using System.Text.RegularExpressions;
using Slipway.Templates.Formatting;
using Slipway.Templates.Methods;
using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Filters;

/// <summary>Filters that change text.</summary>
internal static partial class TextFilters
{
    public static IEnumerable<Routine> All { get; } =
    [
        Map("upper", Casing.Upper),
        Map("lower", Casing.Lower),
        Map("capitalize", Casing.Capitalize),
        new("title", "s", (c, a) => Title(Charged(a[0], c))),
        new("string", "s", (_, a) => Text.Soft(a[0])),
        new("trim", "value, chars=None",
            (c, a) => Text.As(a[0], TextShape.Strip(Charged(a[0], c), Expect.TextOrNone(a[1], "strip"), true, true))),
        new("center", "value, width=80",
            (c, a) => Text.As(a[0], TextShape.Center(Charged(a[0], c), Integers.Index(a[1]), " ", c.Budget))),
        new("replace", "s, old, new, count=None", (c, a) =>
            TextSearch.Replace(
                Text.Of(a[0]), Text.Of(a[1]), Text.Of(a[2]), a[3] is null ? -1 : Integers.Index(a[3]), c.Budget)),
        new("format", "value, *args, **kwargs", (c, a) => Format(a[0], (object?[])a[1]!, (PythonDict)a[2]!, c.Budget)),
        new("wordcount", "s", (c, a) => BoxedValues.Of((long)Word().Count(Charged(a[0], c)))),
        new("truncate", "s, length=255, killwords=False, end='...', leeway=None", (c, a) => Truncate(c, a)),
        new("indent", "s, width=4, first=False, blank=False",
            (c, a) => Indent(a[0], a[1], Truth.Of(a[2]), Truth.Of(a[3]), c.Budget)),
        new("urlencode", "value", (c, a) => UrlEncode(a[0], c.Budget)),
    ];

    private static Routine Map(string name, Func<string, string> map) =>
        new(name, "s", (c, a) => Text.As(a[0], map(Charged(a[0], c))));

    private static string Charged(object? value, TemplateContext context)
    {
        var text = Text.Of(value);
        context.Budget.Charge(text.Length);
        return text;
    }

    private static string Title(string text)
    {
        var made = new StringBuilder(text.Length);
        var begins = true;
        foreach (var point in CodePoints.Each(text))
        {
            var parts = point is "-" or "(" or "{" or "[" or "<" || Characters.IsSpace(point[0]);
            made.Append(parts ? point : begins ? Casing.Upper(point) : Casing.Lower(point));
            begins = parts;
        }
        return made.ToString();
    }

    private static object Format(object? value, object?[] positional, PythonDict named, Budget budget)
    {
        if (positional.Length > 0 && named.Count > 0)
            throw Errors.FilterArgument("can't handle positional and keyword arguments at the same time");
        return PercentFormat.Format(Text.Soft(value), named.Count > 0 ? named : new PythonTuple(positional), budget);
    }

    private static object? Truncate(TemplateContext context, object?[] a)
    {
        var (length, leeway) = (Integers.Index(a[1]), a[4] is null ? 5 : Integers.Index(a[4]));
        var end = Text.TryGet(a[3], out var mark) ? mark : throw Errors.Type(
            $"object of type '{TypeNames.Of(a[3])}' has no len()");
        var endLength = CodePoints.Count(end);
        if (length < endLength)
            throw new TemplateException(TemplateError.AssertionError, $"expected length >= {endLength}, got {length}");
        if (leeway < 0)
            throw new TemplateException(TemplateError.AssertionError, $"expected leeway >= 0, got {leeway}");
        if (Iteration.Length(a[0]) <= length + leeway)
            return a[0];
        var cut = Subscripts.Slice(
            a[0], new SliceValue(null, BoxedValues.Of(length - endLength), null), context.Budget);
        if (!Text.TryGet(cut, out var text))
            throw Truth.Of(a[2])
                ? Errors.Type($"can only concatenate {TypeNames.Of(cut)} (not \"str\") to {TypeNames.Of(cut)}")
                : Errors.Attribute(cut, "rsplit");
        if (!Truth.Of(a[2]))
            text = text.LastIndexOf(' ') is >= 0 and var blank ? text[..blank] : text;
        return Arithmetic.Add(Text.As(cut, text), a[3], context.Budget);
    }

    private static object Indent(object? value, object? width, bool first, bool blank, Budget budget)
    {
        var indent = Text.TryGet(width, out var given) ? given : Text.Of(Arithmetic.Multiply(" ", width, budget));
        if (!Text.TryGet(value, out var text))
            throw value is Undefined undefined ? undefined.Fail() : value is PythonList
                ? Errors.Attribute(value, "splitlines")
                : Arithmetic.Unsupported("+=", value, "");
        if (value is Markup && width is not Markup && Text.Is(width))
            indent = Text.Of(width);
        var lines = TextSplit.Lines(text + "\n");
        budget.Make(text.Length + (long)lines.Count * indent.Length);
        var made = new StringBuilder(first ? indent : "").Append(lines[0]);
        foreach (var line in lines.Skip(1))
            made.Append('\n').Append(blank || line.Length > 0 ? indent : "").Append(line);
        return Text.As(value, made.ToString());
    }

    private static string QuotePlus(object? value, Budget budget) =>
        Quote(Text.Of(value), "", budget).Replace("%20", "+", StringComparison.Ordinal);

    private static string UrlEncode(object? value, Budget budget)
    {
        if (Text.Is(value) || Iteration.TryOf(value) is null)
            return Quote(Text.Of(value), "/", budget);
        var pairs = Iteration.Each(value is PythonDict dict ? new DictView(dict, DictPart.Items) : value, budget)
            .Select(pair =>
            {
                if (Iteration.TryOf(pair) is null)
                    throw Errors.Type($"cannot unpack non-iterable {TypeNames.Of(pair)} object");
                var items = Iteration.ToList(pair, budget);
                return items.Count == 2
                    ? $"{QuotePlus(items[0], budget)}={QuotePlus(items[1], budget)}"
                    : throw Errors.Value(
                        items.Count > 2
                            ? "too many values to unpack (expected 2)"
                            : $"not enough values to unpack (expected 2, got {items.Count})");
            });
        return string.Join('&', pairs);
    }

    /// <summary>Percent-encodes UTF-8; letters, digits, <c>_.-~</c> and <paramref name="safe"/> stay.</summary>
    private static string Quote(string text, string safe, Budget budget)
    {
        budget.Make(3L * text.Length);
        var made = new StringBuilder(text.Length);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)value) || "_.-~".Contains((char)value, StringComparison.Ordinal)
                || safe.Contains((char)value, StringComparison.Ordinal))
                made.Append((char)value);
            else
                made.Append('%').Append(value.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return made.ToString();
    }

    [GeneratedRegex(@"[\p{L}\p{N}_]+", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
