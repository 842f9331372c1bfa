using Slipway.Templates.Formatting;
using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Methods;

/// <summary>Methods of str as Markup has them: what comes in is escaped, what comes out is Markup.</summary>
internal static class MarkupMethods
{
    private static readonly HashSet<string> Escaping =
    [
        "capitalize", "title", "lower", "upper", "replace", "ljust", "rjust", "lstrip",
        "rstrip", "center", "strip", "translate", "expandtabs", "swapcase", "zfill",
        "partition", "rpartition",
    ];

    public static IEnumerable<Routine> Over(MethodTable text) =>
    [
        .. text.Routines.Where(routine => routine.Name is not ("join" or "format" or "format_map")).Select(Wrap),
        new("join", "self, iterable, /", (c, a) => Join((Markup)a[0]!, a[1], c.Budget)),
        new("format", "self, *args, **kwargs",
            (c, a) => new Markup(new FieldFormat(c, (object?[])a[1]!, (PythonDict)a[2]!, escapes: true)
                .Format(((Markup)a[0]!).Content))),
        new("format_map", "self, mapping, /",
            (c, a) => new Markup(
                new FieldFormat(c, [], TextFormat.Mapping(a[1]), escapes: true).Format(((Markup)a[0]!).Content))),
        new("unescape", "self, /", (_, a) => HtmlText.Unescape(((Markup)a[0]!).Content)),
        new("striptags", "self, /", (_, a) => HtmlText.StripTags(((Markup)a[0]!).Content)),
        new("escape", "self, s, /", (_, a) => Markup.Escape(a[1])),
    ];

    private static Routine Wrap(Routine routine) => new(routine.Name, "*args, **kwargs", (context, a) =>
    {
        var positional = (object?[])((object?[])a[0]!).Clone();
        var named = ((PythonDict)a[1]!).Entries
            .Select(entry => KeyValuePair.Create((string)entry.Key!, entry.Value)).ToList();
        positional[0] = ((Markup)positional[0]!).Content;
        if (Escaping.Contains(routine.Name))
        {
            for (var i = 1; i < positional.Length; i++)
                positional[i] = Text.Is(positional[i]) ? Markup.Escape(positional[i]).Content : positional[i];
        }
        return Mark(routine.Name, routine.Invoke(context, new Arguments(positional, named)));
    });

    private static object? Mark(string name, object? made) => made switch
    {
        string text when Escaping.Contains(name) => new Markup(text),
        PythonList list when name is "split" or "rsplit" or "splitlines" =>
            new PythonList([.. list.Items.Select(item => new Markup((string)item!))]),
        PythonTuple tuple when Escaping.Contains(name) =>
            new PythonTuple([.. tuple.Items.Select(item => new Markup((string)item!))]),
        _ => made,
    };

    private static Markup Join(Markup separator, object? values, Budget budget)
    {
        var items = Iteration.Each(values, budget).Select(value => Markup.Escape(value).Content).ToList();
        budget.Make(items.Sum(item => (long)item.Length) + (long)items.Count * separator.Content.Length);
        return new Markup(string.Join(separator.Content, items));
    }
}
