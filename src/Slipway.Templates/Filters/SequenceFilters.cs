using System.Text;
using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Filters;

/// <summary>Filters that look into sequences, or part and join them.</summary>
internal static class SequenceFilters
{
    public static IEnumerable<Routine> All { get; } =
    [
        new("default", "value, default_value='', boolean=False",
            (_, a) => a[0] is Undefined || (Truth.Of(a[2]) && !Truth.Of(a[0])) ? a[1] : a[0]),
        new("length", "obj, /", (_, a) => BoxedValues.Of((long)Iteration.Length(a[0]))),
        new("list", "value", (c, a) => new PythonList(Iteration.ToList(a[0], c.Budget))),
        new("first", "seq", (c, a) => Iteration.Of(a[0]) is var each && each.MoveNext() ? each.Current : c.Undefined(
            "No first item, sequence was empty.")),
        new("last", "seq", (c, a) => Last(c, a[0])),
        new("random", "seq", (c, a) => Choose(c, a[0])) { NeedsContext = true },
        new("join", "value, d='', attribute=None", (c, a) => Join(c, a[0], Text.Of(a[1]), a[2])),
        new("reverse", "value", (c, a) => Reverse(a[0], c.Budget)),
        new("items", "value", (_, a) => new LazySequence("generator", Items(a[0]), "do_items")),
        new("batch", "value, linecount, fill_with=None",
            (c, a) => new LazySequence("generator", Batch(a[0], a[1], a[2], c.Budget), "do_batch")),
        new("slice", "value, slices, fill_with=None",
            (c, a) => new LazySequence("generator", Slice(a[0], a[1], a[2], c.Budget), "sync_do_slice")),
        new("sum", "iterable, attribute=None, start=0", (c, a) => Sum(c, a[0], a[1], a[2])),
        new("attr", "obj, name", (c, a) => Attribute(c, a[0], a[1])),
    ];

    private static object? Last(TemplateContext context, object? values)
    {
        var reversed = Iteration.TryReverse(values)?.Iterate()
            ?? throw Errors.Type($"'{TypeNames.Of(values)}' object is not reversible");
        return reversed.MoveNext() ? reversed.Current : context.Undefined("No last item, sequence was empty.");
    }

    private static object? Choose(TemplateContext context, object? values)
    {
        var length = Iteration.Length(values);
        if (length == 0 && values is not PythonDict)
            return context.Undefined("No random item, sequence was empty.");
        var index = BoxedValues.Of((long)(length == 0 ? 0 : context.Session.Random.Next(length)));
        return Subscripts.TryGet(values, index, context.Budget, out var item) ? item : throw Errors.Key(index);
    }

    private static string Join(TemplateContext context, object? values, string separator, object? attribute)
    {
        var path = attribute is null ? null : new AttributePath(context, attribute);
        var made = new StringBuilder();
        var isFirst = true;
        foreach (var value in Iteration.Each(values, context.Budget))
        {
            var text = Text.Of(path is null ? value : path.Of(value));
            if (made.Length + text.Length + separator.Length > context.Budget.Limits.OutputLength)
                context.Budget.Make((long)made.Length + text.Length + separator.Length);
            if (!isFirst)
                made.Append(separator);
            made.Append(text);
            isFirst = false;
        }
        context.Budget.Charge(made.Length);
        return made.ToString();
    }

    private static object Reverse(object? value, Budget budget)
    {
        if (Text.TryGet(value, out var text))
        {
            budget.Charge(text.Length);
            return Text.As(value, CodePoints.Slice(text, new SliceValue(null, null, BoxedValues.Of(-1))));
        }
        if (Iteration.TryReverse(value) is { } reversed)
            return reversed;
        if (Iteration.TryOf(value) is null)
            throw Errors.FilterArgument("argument must be iterable");
        var items = Iteration.ToList(value, budget);
        items.Reverse();
        return new PythonList(items);
    }

    private static IEnumerable<object?> Items(object? value)
    {
        if (value is Undefined)
            yield break;
        if (value is not PythonDict dict)
            throw Errors.Type("Can only get item pairs from a mapping.");
        for (var each = new DictView(dict, DictPart.Items).Iterate(); each.MoveNext();)
            yield return each.Current;
    }

    private static IEnumerable<object?> Batch(object? values, object? size, object? filling, Budget budget)
    {
        var batch = new List<object?>();
        foreach (var value in Iteration.Each(values, budget))
        {
            if (Comparison.AreEqual(BoxedValues.Of((long)batch.Count), size, budget))
            {
                yield return new PythonList(batch);
                batch = [];
            }
            batch.Add(value);
        }
        if (batch.Count == 0)
            yield break;
        if (filling is not null && Comparison.IsLess(BoxedValues.Of((long)batch.Count), size, budget))
        {
            var missing = Integers.Index(
                Arithmetic.Subtract(size, BoxedValues.Of((long)batch.Count), budget),
                $"can't multiply sequence by non-int of type '{TypeNames.Of(size)}'");
            budget.Make(missing);
            batch.AddRange(Enumerable.Repeat(filling, (int)missing));
        }
        yield return new PythonList(batch);
    }

    private static IEnumerable<object?> Slice(object? values, object? slices, object? filling, Budget budget)
    {
        var items = Iteration.ToList(values, budget);
        Division.Floor(BoxedValues.Of((long)items.Count), slices);
        var count = Integers.Index(slices);
        var offset = 0L;
        for (var i = 0L; i < count; i++)
        {
            budget.Turn();
            var (size, more) = (items.Count / count, items.Count % count);
            var start = offset + i * size;
            if (i < more)
                offset++;
            var slice = items[(int)start..(int)(offset + (i + 1) * size)];
            if (filling is not null && i >= more)
                slice.Add(filling);
            yield return new PythonList(slice);
        }
    }

    private static object? Sum(TemplateContext context, object? values, object? attribute, object? start)
    {
        var path = attribute is null ? null : new AttributePath(context, attribute);
        var each = Iteration.Of(values);
        if (Text.Is(start))
            throw Errors.Type("sum() can't sum strings [use ''.join(seq) instead]");
        while (each.MoveNext())
        {
            context.Budget.Turn();
            start = Arithmetic.Add(start, path is null ? each.Current : path.Of(each.Current), context.Budget);
        }
        return start;
    }

    private static object? Attribute(TemplateContext context, object? value, object? name)
    {
        if (!Text.TryGet(name, out var text))
            throw Errors.Type($"attribute name must be string, not '{TypeNames.Of(name)}'");
        if (Attributes.TryGet(value, text, out var found))
            return found;
        return Attributes.IsInternal(text) ? Attributes.Get(context, value, text) : context.Undefined(value, name);
    }
}
