using Slipway.Templates.Rendering;

namespace Slipway.Templates.Values;

/// <summary>Python's <c>x[key]</c>, as it is without Jinja's fallbacks.</summary>
internal static class Subscripts
{
    /// <returns>False is a LookupError.</returns>
    /// <exception cref="TemplateException">A TypeError: the value has no items, or none by such keys.</exception>
    public static bool TryGet(object? value, object? key, Budget budget, out object? item)
    {
        if (key is SliceValue slice)
        {
            item = Slice(value, slice, budget);
            return true;
        }
        if (value is PythonObject other)
            return other.TryGetItem(key, budget, out item);
        if (value is not string text)
            throw Errors.Type($"'{TypeNames.Of(value)}' object is not subscriptable");
        if (key is not (long or bool or System.Numerics.BigInteger))
            throw Errors.Type($"string indices must be integers, not '{TypeNames.Of(key)}'");
        item = CodePoints.At(text, Integers.Index(key));
        return item is not null;
    }

    public static bool TryGet(IReadOnlyList<object?> items, string typeName, object? key, out object? value)
    {
        value = null;
        var index = Integers.Index(key, $"{typeName} indices must be integers or slices, not {TypeNames.Of(key)}");
        if (index < 0)
            index += items.Count;
        if (index < 0 || index >= items.Count)
            return false;
        value = items[(int)index];
        return true;
    }

    /// <exception cref="TemplateException">The value cannot be sliced, or not so.</exception>
    public static object? Slice(object? value, SliceValue slice, Budget budget)
    {
        switch (value)
        {
            case Undefined undefined:
                return undefined.TryGetItem(slice, budget, out var same) ? same : null;
            case string or Markup:
                var text = Text.Of(value);
                budget.Charge(text.Length);
                return Text.As(value, CodePoints.Slice(text, slice));
            case PythonList list:
                return new PythonList(Pick(list.Items, slice, budget));
            case PythonTuple tuple:
                return new PythonTuple([.. Pick(tuple.Items, slice, budget)]);
            case PythonRange range:
                var (from, to, by) = slice.Resolve(range.Length!.Value);
                return range.Slice(from, to, by, slice.Indices(range.Length!.Value).Count());
            case PythonDict:
                throw Errors.Type("unhashable type: 'slice'");
            default:
                throw Errors.Type($"'{TypeNames.Of(value)}' object is not subscriptable");
        }
    }

    private static List<object?> Pick(IReadOnlyList<object?> items, SliceValue slice, Budget budget)
    {
        budget.Charge(items.Count);
        return [.. slice.Indices(items.Count).Select(i => items[i])];
    }
}
