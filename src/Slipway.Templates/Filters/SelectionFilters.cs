using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Filters;

/// <summary>Filters that apply a filter or a test to each item.</summary>
internal static class SelectionFilters
{
    public static IEnumerable<Routine> All { get; } =
    [
        new("map", "value, *args, **kwargs",
            (c, a) => new LazySequence("generator", Map(c, a[0], (object?[])a[1]!, (PythonDict)a[2]!), "sync_do_map"))
        {
            NeedsContext = true,
        },
        Selecting("select", wanted: true, byAttribute: false),
        Selecting("reject", wanted: false, byAttribute: false),
        Selecting("selectattr", wanted: true, byAttribute: true),
        Selecting("rejectattr", wanted: false, byAttribute: true),
    ];

    private static Routine Selecting(string name, bool wanted, bool byAttribute) =>
        new(name, "value, *args, **kwargs", (c, a) =>
            new LazySequence("generator", Select(c, a[0], (object?[])a[1]!, (PythonDict)a[2]!, wanted, byAttribute),
                "select_or_reject")) { NeedsContext = true };

    private static IEnumerable<object?> Map(
        TemplateContext context, object? values, object?[] positional, PythonDict named)
    {
        if (!Truth.Of(values))
            yield break;
        var map = Mapping(context, positional, named);
        foreach (var value in Iteration.Each(values, context.Budget))
            yield return map(value);
    }

    private static Func<object?, object?> Mapping(TemplateContext context, object?[] positional, PythonDict named)
    {
        if (positional.Length == 0 && named.Has("attribute"))
        {
            named.Remove("attribute", out var attribute);
            named.Remove("default", out var otherwise);
            if (named.Count > 0)
                throw Errors.FilterArgument($"Unexpected keyword argument {Representation.Of(named.EntryAt(0).Key)}");
            return new AttributePath(context, attribute, otherwise: otherwise).Of;
        }
        if (positional.Length == 0)
            throw Errors.FilterArgument("map requires a filter argument");
        return Applying(context, "filter", context.Environment.Filters, positional, named);
    }

    private static IEnumerable<object?> Select(
        TemplateContext context, object? values, object?[] positional, PythonDict named, bool wanted, bool byAttribute)
    {
        if (!Truth.Of(values))
            yield break;
        if (byAttribute && positional.Length == 0)
            throw Errors.FilterArgument("Missing parameter for attribute name");
        var path = byAttribute ? new AttributePath(context, positional[0]) : null;
        var rest = byAttribute ? positional[1..] : positional;
        var test = rest.Length == 0
            ? value => value : Applying(context, "test", context.Environment.Tests, rest, named);
        foreach (var value in Iteration.Each(values, context.Budget))
        {
            if (Truth.Of(test(path is null ? value : path.Of(value))) == wanted)
                yield return value;
        }
    }

    /// <summary>Looks the name up for each item, as Jinja does: of no items, none is missed.</summary>
    private static Func<object?, object?> Applying(
        TemplateContext context, string kind, Dictionary<string, Routine> table, object?[] positional, PythonDict named)
    {
        var keywords = named.Entries.Select(entry => KeyValuePair.Create((string)entry.Key!, entry.Value)).ToList();
        return value =>
        {
            var name = positional[0];
            if (name is PythonObject { IsHashable: false } list)
                throw Errors.Type($"unhashable type: '{list.TypeName}'");
            if (!Text.TryGet(name, out var text) || !table.TryGetValue(text, out var routine))
            {
                var hint = name is Undefined undefined
                    ? $" ({undefined.Reason}; did you forget to quote the callable name?)" : "";
                throw Errors.Runtime($"No {kind} named {Representation.Of(name)}.{hint}");
            }
            return routine.Invoke(context, new Arguments([value, .. positional[1..]], keywords));
        };
    }
}
