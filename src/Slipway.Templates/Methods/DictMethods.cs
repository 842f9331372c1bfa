using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Methods;

/// <summary>Methods of dict and its views.</summary>
internal static class DictMethods
{
    public static IEnumerable<Routine> All { get; } =
    [
        new("keys", "self, /", (_, a) => new DictView((PythonDict)a[0]!, DictPart.Keys)),
        new("values", "self, /", (_, a) => new DictView((PythonDict)a[0]!, DictPart.Values)),
        new("items", "self, /", (_, a) => new DictView((PythonDict)a[0]!, DictPart.Items)),
        new("get", "self, key, default=None, /",
            (_, a) => ((PythonDict)a[0]!).TryGet(a[1], out var value) ? value : a[2]),
        new("copy", "self, /", (c, a) => Copy((PythonDict)a[0]!, c.Budget)),
        new("clear", "self, /", (_, a) => Clear((PythonDict)a[0]!)),
        new("pop", "self, key, default=..., /", (_, a) => Pop((PythonDict)a[0]!, a[1], a[2])),
        new("popitem", "self, /", (_, a) => PopItem((PythonDict)a[0]!)),
        new("setdefault", "self, key, default=None, /", (c, a) => SetDefault((PythonDict)a[0]!, a[1], a[2], c.Budget)),
        new("update", "self, *args, **kwargs",
            (c, a) => Update((PythonDict)a[0]!, "update", (object?[])a[1]!, (PythonDict)a[2]!, c.Budget)),
        new("fromkeys", "self, iterable, value=None, /", (c, a) => FromKeys(a[1], a[2], c.Budget)),
    ];

    public static IEnumerable<Routine> OfViews { get; } =
    [
        new("isdisjoint", "self, other, /", (c, a) => BoxedValues.Of(
            !Iteration.Each(a[1], c.Budget).Any(item => Containment.In(a[0], item, c.Budget)))),
    ];

    /// <summary>As <c>dict(*args, **kwargs)</c> and <c>update</c> take what they are given.</summary>
    public static object? Update(PythonDict dict, string name, object?[] positional, PythonDict named, Budget budget)
    {
        if (positional.Length > 1)
            throw Errors.Type($"{name} expected at most 1 argument, got {positional.Length}");
        if (positional is [PythonDict other])
            Merge(dict, other, budget);
        else if (positional is [var pairs])
            AddPairs(dict, pairs, budget);
        Merge(dict, named, budget);
        return null;
    }

    private static void Merge(PythonDict dict, PythonDict other, Budget budget)
    {
        budget.Charge(other.Count);
        foreach (var (key, value) in other.Entries.ToList())
            dict[key] = value;
    }

    private static void AddPairs(PythonDict dict, object? pairs, Budget budget)
    {
        var index = 0;
        foreach (var pair in Iteration.Each(pairs, budget))
        {
            if (Iteration.TryOf(pair) is null)
                throw Errors.Type($"cannot convert dictionary update sequence element #{index} to a sequence");
            var items = Iteration.ToList(pair, budget);
            if (items.Count != 2)
                throw Errors.Value(
                    $"dictionary update sequence element #{index} has length {items.Count}; 2 is required");
            dict[items[0]] = items[1];
            index++;
        }
    }

    private static PythonDict Copy(PythonDict dict, Budget budget)
    {
        budget.Make(dict.Count);
        return dict.Copy();
    }

    private static object? Clear(PythonDict dict)
    {
        dict.Clear();
        return null;
    }

    private static object? Pop(PythonDict dict, object? key, object? otherwise)
    {
        if (dict.Remove(key, out var value))
            return value;
        return otherwise is Missing ? throw Errors.Key(key) : otherwise;
    }

    private static PythonTuple PopItem(PythonDict dict)
    {
        if (dict.Count == 0)
            throw new TemplateException(TemplateError.KeyError, "'popitem(): dictionary is empty'");
        var (key, value) = dict.EntryAt(dict.Count - 1);
        dict.Remove(key, out _);
        return new PythonTuple([key, value]);
    }

    private static object? SetDefault(PythonDict dict, object? key, object? value, Budget budget)
    {
        budget.Turn();
        if (dict.TryGet(key, out var found))
            return found;
        dict[key] = value;
        return value;
    }

    private static PythonDict FromKeys(object? keys, object? value, Budget budget)
    {
        var dict = new PythonDict();
        foreach (var key in Iteration.Each(keys, budget))
            dict[key] = value;
        return dict;
    }
}
