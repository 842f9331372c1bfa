using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Filters;

/// <summary>The <c>attribute</c> of a filter: names and numbers with points between them.</summary>
internal sealed class AttributePath(
    TemplateContext context, object? attribute, bool ignoresCase = false, object? otherwise = null)
{
    private readonly object?[] _parts = Parts(attribute);

    /// <summary>Several paths with commas between them, as <c>sort</c> takes them.</summary>
    public static AttributePath[] Several(TemplateContext context, object? attribute, bool ignoresCase) =>
        Text.TryGet(attribute, out var text)
        ? [.. text.Split(',').Select(part => new AttributePath(context, part, ignoresCase))]
        : [new AttributePath(context, attribute, ignoresCase)];

    public object? Of(object? item)
    {
        foreach (var part in _parts)
        {
            item = Attributes.GetItem(context, item, part);
            if (otherwise is not null && item is Undefined)
                item = otherwise;
        }
        return ignoresCase && Text.TryGet(item, out var text) ? Casing.Lower(text) : item;
    }

    private static object?[] Parts(object? attribute)
    {
        if (attribute is null)
            return [];
        return Text.TryGet(attribute, out var text)
            ? [.. text.Split('.').Select(part => part.Length > 0 && part.All(char.IsDigit)
                && Integers.TryParse(part, 10, out var number) ? number : part)]
            : [attribute];
    }
}
