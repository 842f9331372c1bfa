using System.Text;
using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Formatting;

/// <summary>
/// Python's <c>text.format(…)</c> as Jinja's sandbox has it: attributes and items of fields are looked up as
/// a template does.
/// </summary>
internal sealed class FieldFormat(TemplateContext context, object?[] positional, PythonDict named, bool escapes)
{
    private const int MaxDepth = 2;
    private int _automatic;
    private bool? _isAutomatic;

    public string Format(string format)
    {
        var text = Format(format, MaxDepth);
        context.Budget.Make(text.Length);
        return text;
    }

    private string Format(string format, int depth)
    {
        if (depth < 0)
            throw Errors.Value("Max string recursion exceeded");
        var made = new StringBuilder();
        for (var at = 0; at < format.Length;)
        {
            var c = format[at++];
            if (c is not ('{' or '}'))
                made.Append(c);
            else if (at < format.Length && format[at] == c)
                made.Append(format[at++]);
            else if (c == '}')
                throw Errors.Value("Single '}' encountered in format string");
            else
                made.Append(Field(format, ref at, depth));
            if (made.Length > context.Budget.Limits.OutputLength)
                context.Budget.Make(made.Length);
        }
        return made.ToString();
    }

    private string Field(string format, ref int at, int depth)
    {
        if (at >= format.Length)
            throw Errors.Value("Single '{' encountered in format string");
        var start = at;
        var nested = 1;
        var inBrackets = false;
        for (; at < format.Length && nested > 0; at++)
        {
            nested += format[at] switch { '{' when !inBrackets => 1, '}' when !inBrackets => -1, _ => 0 };
            if (nested == 1 && format[at] is '[' or ']')
                inBrackets = format[at] == '[';
        }
        if (nested > 0)
            throw Errors.Value("expected '}' before end of string");
        return Replace(format[start..(at - 1)], depth);
    }

    private string Replace(string field, int depth)
    {
        var end = NameEnd(field);
        var (name, conversion, spec) = (field[..end], '\0', "");
        if (end < field.Length && field[end] == '!')
        {
            if (end + 1 >= field.Length)
                throw Errors.Value("end of string while looking for conversion specifier");
            conversion = field[end + 1];
            end += 2;
            if (end < field.Length && field[end] != ':')
                throw Errors.Value("expected ':' after conversion specifier");
        }
        if (end < field.Length)
            spec = field[(end + 1)..];
        var value = Convert(Lookup(name), conversion);
        spec = Format(spec, depth - 1);
        return escapes ? Escaped(value, spec) : ValueFormat.Format(value, spec, context.Budget);
    }

    private static int NameEnd(string field)
    {
        var inBrackets = false;
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] is '[' or ']')
                inBrackets = field[i] == '[';
            else if (!inBrackets && field[i] is '!' or ':')
                return i;
            else if (!inBrackets && field[i] == '{')
                throw Errors.Value("unexpected '{' in field name");
        }
        return field.Length;
    }

    private string Escaped(object? value, string spec)
    {
        if (value is Markup markup)
            return spec.Length == 0 ? markup.Content : throw Errors.Value(
                "Unsupported format specification for Markup.");
        return Markup.EscapeText(ValueFormat.Format(value, spec, context.Budget));
    }

    private static object? Convert(object? value, char conversion) => conversion switch
    {
        '\0' => value,
        's' => Text.Of(value),
        'r' => Representation.Of(value),
        'a' => AsciiText.Escape(Representation.Of(value)),
        _ => throw Errors.Value($"Unknown conversion specifier {conversion}"),
    };

    private object? Lookup(string name)
    {
        var end = name.IndexOfAny(['.', '[']);
        var first = end < 0 ? name : name[..end];
        var value = First(first);
        for (var at = end < 0 ? name.Length : end; at < name.Length;)
        {
            if (name[at] == '.')
            {
                var stop = name.IndexOfAny(['.', '['], at + 1);
                var attribute = name[(at + 1)..(stop < 0 ? name.Length : stop)];
                value = Attributes.Get(context, value,
                    attribute.Length > 0 ? attribute : throw Errors.Value("Empty attribute in format string"));
                at = stop < 0 ? name.Length : stop;
            }
            else
            {
                var stop = name.IndexOf(']', at);
                if (stop < 0)
                    throw Errors.Value("Missing ']' in format string");
                value = Attributes.GetItem(context, value, Key(name[(at + 1)..stop]));
                at = stop + 1;
                if (at < name.Length && name[at] is not ('.' or '['))
                    throw Errors.Value("Only '.' or '[' may follow ']' in format field specifier");
            }
        }
        return value;
    }

    private object? First(string name)
    {
        if (name.Length == 0 || name.All(char.IsAsciiDigit))
        {
            if (_isAutomatic is { } was && was != (name.Length == 0))
                throw Errors.Value(was
                    ? "cannot switch from automatic field numbering to manual field specification"
                    : "cannot switch from manual field specification to automatic field numbering");
            _isAutomatic = name.Length == 0;
            var index = name.Length == 0 ? _automatic++ : int.TryParse(name, out var number) ? number : int.MaxValue;
            return index < positional.Length ? positional[index] : throw Errors.Index(
                $"Replacement index {index} out of range for positional args tuple");
        }
        return named.TryGet(name, out var value) ? value : throw Errors.Key(name);
    }

    private static object Key(string text) => text.Length == 0 ? throw Errors.Value("Empty attribute in format string")
        : text.All(char.IsAsciiDigit) && long.TryParse(text, out var number) ? number : text;
}
