using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Methods;

/// <summary>Methods of list, tuple and range.</summary>
internal static class ListMethods
{
    public static IEnumerable<Routine> Searching { get; } =
    [
        new("index", "self, value, start=0, stop=None, /", (c, a) => BoxedValues.Of(Index(a, c.Budget))),
        new("count", "self, value, /",
            (c, a) => BoxedValues.Of((long)Items(a[0]).Count(item => Comparison.AreSameOrEqual(item, a[1], c.Budget)))),
    ];

    public static IEnumerable<Routine> All { get; } =
    [
        .. Searching,
        new("append", "self, object, /", (c, a) => Change(a, c.Budget, items => items.Add(a[1]))),
        new("extend", "self, iterable, /",
            (c, a) => Change(a, c.Budget, items => items.AddRange(Iteration.ToList(a[1], c.Budget)))),
        new("insert", "self, index, object, /",
            (c, a) => Change(a, c.Budget, items => items.Insert(Place(items, Integers.Index(a[1])), a[2]))),
        new("pop", "self, index=-1, /", (_, a) => Pop(((PythonList)a[0]!).Items, Integers.Index(a[1]))),
        new("remove", "self, value, /", (c, a) => Change(a, c.Budget, items => Remove(items, a[1], c.Budget))),
        new("clear", "self, /", (c, a) => Change(a, c.Budget, items => items.Clear())),
        new("reverse", "self, /", (c, a) => Change(a, c.Budget, items => items.Reverse())),
        new("copy", "self, /", (c, a) => new PythonList(Iteration.ToList(a[0], c.Budget))),
        new("sort", "self, /, key=None, reverse=False", (c, a) => Sort(c, (PythonList)a[0]!, a[1], Truth.Of(a[2]))),
    ];

    public static IEnumerable<Routine> OfRanges { get; } =
    [
        new("index", "self, value, /",
            (c, a) => ((PythonRange)a[0]!).Contains(a[1], c.Budget) == true && Integers.TryGetLong(a[1], out var number)
            ? BoxedValues.Of((long)((PythonRange)a[0]!).IndexOf(number))
            : throw Errors.Value($"{Representation.Of(a[1])} is not in range")),
        new("count", "self, value, /",
            (c, a) => BoxedValues.Of(((PythonRange)a[0]!).Contains(a[1], c.Budget) == true ? 1 : 0)),
    ];

    private static IReadOnlyList<object?> Items(object? self) =>
        self is PythonList list ? list.Items : ((PythonTuple)self!).Items;

    private static object? Change(object?[] a, Budget budget, Action<List<object?>> change)
    {
        budget.Turn();
        var items = ((PythonList)a[0]!).Items;
        change(items);
        budget.Make(items.Count / 16);
        return null;
    }

    private static int Place(List<object?> items, long index) =>
        (int)Math.Clamp(index < 0 ? index + items.Count : index, 0, items.Count);

    private static long Index(object?[] a, Budget budget)
    {
        var items = Items(a[0]);
        var end = a[3] is null ? items.Count : Place([.. items], Integers.Index(a[3]));
        for (var i = Place([.. items], Integers.Index(a[2])); i < end; i++)
        {
            if (Comparison.AreSameOrEqual(items[i], a[1], budget))
                return i;
        }
        throw Errors.Value(
            a[0] is PythonList ? $"{Representation.Of(a[1])} is not in list" : "tuple.index(x): x not in tuple");
    }

    private static object? Pop(List<object?> items, long index)
    {
        if (items.Count == 0)
            throw Errors.Index("pop from empty list");
        if (index < 0)
            index += items.Count;
        if (index < 0 || index >= items.Count)
            throw Errors.Index("pop index out of range");
        var item = items[(int)index];
        items.RemoveAt((int)index);
        return item;
    }

    private static void Remove(List<object?> items, object? value, Budget budget)
    {
        var at = items.FindIndex(item => Comparison.AreSameOrEqual(item, value, budget));
        if (at < 0)
            throw Errors.Value("list.remove(x): x not in list");
        items.RemoveAt(at);
    }

    private static object? Sort(TemplateContext context, PythonList list, object? key, bool reverse)
    {
        Func<object?, object?> choose = key switch
        {
            null => item => item,
            Callable function => item => function.Invoke(context, new Arguments([item])),
            _ => throw Errors.Type($"'{TypeNames.Of(key)}' object is not callable"),
        };
        var sorted = Sorting.Sort(list.Items, choose, reverse, context.Budget);
        list.Items.Clear();
        list.Items.AddRange(sorted);
        return null;
    }
}
