using Slipway.Templates.Rendering;

namespace Slipway.Templates.Values;

/// <summary>Python's <c>iter()</c>, <c>len()</c> and <c>reversed()</c>.</summary>
internal static class Iteration
{
    /// <summary>Null when the value cannot be iterated over.</summary>
    public static IEnumerator<object?>? TryOf(object? value) => value switch
    {
        string text => CodePoints.Each(text).GetEnumerator(),
        PythonObject other => other.Iterate(),
        _ => null,
    };

    /// <exception cref="TemplateException">A TypeError: it cannot be iterated over.</exception>
    public static IEnumerator<object?> Of(object? value) =>
        TryOf(value) ?? throw Errors.Type($"'{TypeNames.Of(value)}' object is not iterable");

    /// <summary>What is iterated over, counted as turns.</summary>
    public static IEnumerable<object?> Each(object? value, Budget budget)
    {
        var each = Of(value);
        while (each.MoveNext())
        {
            budget.Turn();
            yield return each.Current;
        }
    }

    public static List<object?> ToList(object? value, Budget budget)
    {
        if (value is PythonList or PythonTuple)
        {
            IReadOnlyList<object?> items = value is PythonList list ? list.Items : ((PythonTuple)value).Items;
            budget.Make(items.Count);
            return [.. items];
        }
        var made = new List<object?>();
        for (var each = Of(value); each.MoveNext();)
        {
            budget.Turn();
            made.Add(each.Current);
        }
        return made;
    }

    /// <summary>Null when <c>len(value)</c> is a TypeError.</summary>
    public static int? TryLength(object? value) => value switch
    {
        string text => CodePoints.Count(text),
        PythonObject other => other.Length,
        _ => null,
    };

    public static int Length(object? value) =>
        TryLength(value) ?? throw Errors.Type($"object of type '{TypeNames.Of(value)}' has no len()");

    /// <summary>As <c>reversed(value)</c>; null when it is a TypeError.</summary>
    public static LazySequence? TryReverse(object? value) => value switch
    {
        PythonList list => new LazySequence("list_reverseiterator", Backward(list.Items)),
        PythonTuple tuple => new LazySequence("reversed", Backward(tuple.Items)),
        PythonRange range => new LazySequence("range_iterator",
            Enumerable.Range(0, range.Length!.Value).Reverse().Select(i => BoxedValues.Of(range.At(i)))),
        string or Markup => new LazySequence(
            "reversed", CodePoints.Each(Text.Of(value)).Reverse().Select(point => Text.As(value, point))),
        PythonDict dict =>
            new LazySequence("dict_reversekeyiterator", new DictView(dict, DictPart.Keys).IterateBackward()),
        DictView view =>
            new LazySequence($"dict_reverse{view.TypeName["dict_".Length..^1]}iterator", view.IterateBackward()),
        Undefined undefined => new LazySequence("reversed", undefined.Iterate()),
        _ => null,
    };

    private static IEnumerable<object?> Backward(IReadOnlyList<object?> items)
    {
        for (var i = items.Count - 1; i >= 0; i--)
        {
            if (i < items.Count)
                yield return items[i];
        }
    }
}
