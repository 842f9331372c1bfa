using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Filters;

/// <summary>Filters that sort, group and compare items.</summary>
internal static class OrderFilters
{
    private static readonly string[] GroupFields = ["grouper", "list"];

    public static IEnumerable<Routine> All { get; } =
    [
        new("sort", "value, reverse=False, case_sensitive=False, attribute=None", Sort),
        new("dictsort", "value, case_sensitive=False, by='key', reverse=False",
            (c, a) => SortDict(a[0], Truth.Of(a[1]), a[2], Truth.Of(a[3]), c.Budget)),
        new("unique", "value, case_sensitive=False, attribute=None",
            (c, a) => new LazySequence("generator", Unique(c, a[0], Truth.Of(a[1]), a[2]), "do_unique")),
        new("min", "value, case_sensitive=False, attribute=None", (c, a) => Extreme(c, a, Comparison.IsLess)),
        new("max", "value, case_sensitive=False, attribute=None", (c, a) => Extreme(c, a, Comparison.IsGreater)),
        new("groupby", "value, attribute, default=None, case_sensitive=False",
            (c, a) => GroupBy(c, a[0], a[1], a[2], Truth.Of(a[3]))),
    ];

    private static PythonList Sort(TemplateContext context, object?[] a)
    {
        var paths = AttributePath.Several(context, a[3], !Truth.Of(a[2]));
        var items = Iteration.ToList(a[0], context.Budget);
        return new PythonList(Sorting.Sort(
            items, item => new PythonList([.. paths.Select(path => path.Of(item))]), Truth.Of(a[1]), context.Budget));
    }

    private static PythonList SortDict(object? value, bool caseSensitive, object? by, bool reverse, Budget budget)
    {
        var at = Text.TryGet(by, out var name) && name is "key" or "value"
            ? (name == "key" ? 0 : 1)
            : throw Errors.FilterArgument("You can only sort by either \"key\" or \"value\"");
        if (value is not PythonDict dict)
            throw value is Undefined undefined ? undefined.Fail() : Errors.Attribute(value, "items");
        var items = Iteration.ToList(new DictView(dict, DictPart.Items), budget);
        return new PythonList(
            Sorting.Sort(items, item => Cased(((PythonTuple)item!).Items[at], caseSensitive), reverse, budget));
    }

    private static object? Cased(object? value, bool caseSensitive) =>
        !caseSensitive && Text.TryGet(value, out var text) ? Casing.Lower(text) : value;

    private static IEnumerable<object?> Unique(
        TemplateContext context, object? values, bool caseSensitive, object? attribute)
    {
        var path = new AttributePath(context, attribute, !caseSensitive);
        var seen = new HashSet<object>(KeyComparer.Instance);
        foreach (var value in Iteration.Each(values, context.Budget))
        {
            if (seen.Add(KeyComparer.Wrap(path.Of(value))))
                yield return value;
        }
    }

    private static object? Extreme(TemplateContext context, object?[] a, Func<object?, object?, Budget, bool> isBetter)
    {
        using var each = Iteration.Each(a[0], context.Budget).GetEnumerator();
        if (!each.MoveNext())
            return context.Undefined("No aggregated item, sequence was empty.");
        var path = new AttributePath(context, a[2], !Truth.Of(a[1]));
        var best = each.Current;
        var key = path.Of(best);
        while (each.MoveNext())
        {
            var other = path.Of(each.Current);
            if (isBetter(other, key, context.Budget))
                (best, key) = (each.Current, other);
        }
        return best;
    }

    private static PythonList GroupBy(
        TemplateContext context, object? values, object? attribute, object? otherwise, bool caseSensitive)
    {
        var path = new AttributePath(context, attribute, !caseSensitive, otherwise);
        var sorted = Sorting.Sort(Iteration.ToList(values, context.Budget), path.Of, reverse: false, context.Budget);
        var groups = new List<(object? Key, List<object?> Items)>();
        foreach (var item in sorted)
        {
            var key = path.Of(item);
            if (groups.Count == 0 || !Comparison.AreSameOrEqual(groups[^1].Key, key, context.Budget))
                groups.Add((key, []));
            groups[^1].Items.Add(item);
        }
        // The key as the first item has it, not in small letters.
        var shown = new AttributePath(context, attribute, otherwise: otherwise);
        return new PythonList(
            [.. groups.Select(group => new PythonTuple(
                [caseSensitive ? group.Key : shown.Of(group.Items[0]), new PythonList(group.Items)], GroupFields))]);
    }
}
