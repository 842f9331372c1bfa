using System.Text.RegularExpressions;
using Slipway.Templates.Formatting;
using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Filters;

/// <summary>Filters for HTML.</summary>
internal static partial class MarkupFilters
{
    private static readonly System.Buffers.SearchValues<char> NotInNames =
        System.Buffers.SearchValues.Create(" \t\n\r\f\v/>=");

    public static IEnumerable<Routine> All { get; } =
    [
        new("escape", "s, /", (c, a) => Charged(Markup.Escape(a[0]), c.Budget)),
        new("forceescape", "value", (c, a) => Charged(new Markup(Markup.EscapeText(Text.Of(a[0]))), c.Budget)),
        new("safe", "value", (_, a) => new Markup(Text.Of(a[0]))),
        new("striptags", "value", (c, a) => HtmlText.StripTags(Text.Of(Charged(new Markup(Text.Of(a[0])), c.Budget)))),
        new("xmlattr", "d, autospace=True", (c, a) => Attributes(a[0], Truth.Of(a[1]), c.Budget)),
        new("urlize", "value, trim_url_limit=None, nofollow=False, target=None, rel=None, extra_schemes=None", Urlize),
        new("tojson", "value, indent=None", (c, a) => new Markup(JsonText.ForHtml(JsonText.Of(a[0], a[1], c.Budget)))),
    ];

    private static Markup Charged(Markup markup, Budget budget)
    {
        budget.Make(markup.Content.Length);
        return markup;
    }

    private static string Attributes(object? value, bool withSpace, Budget budget)
    {
        if (value is not PythonDict dict)
            throw value is Undefined undefined ? undefined.Fail() : Errors.Attribute(value, "items");
        var items = new List<string>();
        foreach (var (key, content) in dict.Entries)
        {
            if (content is null or Undefined)
                continue;
            if (!Text.TryGet(key, out var name))
                throw Errors.Type($"expected string or bytes-like object, got '{TypeNames.Of(key)}'");
            if (name.AsSpan().IndexOfAny(NotInNames) >= 0)
                throw Errors.Value($"Invalid character in attribute name: {Representation.Of(key)}");
            items.Add($"{Markup.Escape(key).Content}=\"{Markup.Escape(content).Content}\"");
        }
        budget.Make(items.Sum(item => (long)item.Length + 1));
        return (withSpace && items.Count > 0 ? " " : "") + string.Join(' ', items);
    }

    private static string Urlize(TemplateContext context, object?[] a)
    {
        var parts = a[4] is null
            ? []
            : Text.Of(a[4]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        parts.Add("noopener");
        if (Truth.Of(a[2]))
            parts.Add("nofollow");
        var schemes = a[5] is null ? [] : Iteration.ToList(a[5], context.Budget).Select(Text.Of).ToList();
        if (schemes.Find(scheme => !Scheme().IsMatch(scheme)) is { } wrong)
            throw Errors.FilterArgument($"{Representation.Of(wrong)} is not a valid URI scheme prefix.");
        var text = Markup.Escape(a[0]).Content;
        context.Budget.Make(4L * text.Length);
        long? limit = a[1] is null ? null : Integers.Index(a[1]);
        return new Links(string.Join(' ', parts.Order(StringComparer.Ordinal)), a[3] is null ? null : Text.Of(a[3]),
            limit, schemes).In(text);
    }

    [GeneratedRegex(@"^[\w.+-]{2,}:/{0,2}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Scheme();
}
