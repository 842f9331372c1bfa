using System.Text;
using Slipway.Templates.Rendering;

namespace Slipway.Templates.Values;

/// <summary>Text that is marked safe for HTML: what is joined to it is escaped.</summary>
internal sealed class Markup(string content) : PythonObject
{
    public string Content => content;

    public override string TypeName => "Markup";

    public override string QualifiedTypeName => "markupsafe.Markup";

    public override int? Length => CodePoints.Count(content);

    /// <summary>The five characters that HTML gives a meaning.</summary>
    public static Markup Escape(object? value) => value switch
    {
        Markup markup => markup,
        Undefined { Behavior: UndefinedBehavior.Chainable } => new Markup(""),
        _ => new Markup(EscapeText(Text.Of(value))),
    };

    public static string EscapeText(string text)
    {
        if (text.AsSpan().IndexOfAny("&<>'\"") < 0)
            return text;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '\'' => escaped.Append("&#39;"),
                '"' => escaped.Append("&#34;"),
                _ => escaped.Append(c),
            };
        }
        return escaped.ToString();
    }

    public override string ToText() => content;

    public override void WriteTo(Representation representation)
    {
        representation.Append("Markup(");
        representation.Write(content);
        representation.Append(")");
    }

    public override bool TryGetItem(object? key, Budget budget, out object? value)
    {
        var found = Subscripts.TryGet(content, key, budget, out value);
        if (found)
            value = new Markup((string)value!);
        return found;
    }

    public override IEnumerator<object?> Iterate() => CodePoints.Each(content).Cast<object?>().GetEnumerator();

    public override bool? Contains(object? item, Budget budget) => Containment.InText(content, item);

    public override bool IsEqualTo(object? other, Budget budget) => Text.TryGet(other, out var text) && text == content;

    public override int KeyHash() => content.GetHashCode(StringComparison.Ordinal);
}
