using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Slipway.Templates.Values;

/// <summary>Writes values as Python's <c>repr()</c> does.</summary>
internal sealed class Representation
{
    private const int MaxLength = 64 << 20;
    private readonly StringBuilder _made = new();
    private readonly HashSet<object> _open = new(ReferenceEqualityComparer.Instance);

    public static string Of(object? value)
    {
        var representation = new Representation();
        representation.Write(value);
        return representation._made.ToString();
    }

    public void Append(string text)
    {
        if (_made.Length + text.Length > MaxLength)
            throw new TemplateException(
                TemplateError.LimitExceeded, $"a representation would be longer than {MaxLength}");
        _made.Append(text);
    }

    public void Write(object? value)
    {
        if (value is string text)
            Quote(text);
        else if (value is PythonObject other)
            other.WriteTo(this);
        else
            Append(Text.Of(value));
    }

    public void WriteItems(PythonObject owner, string open, IEnumerable<object?> items, string close)
    {
        if (!TryOpen(owner, open, close))
            return;
        Append(open);
        var separator = "";
        foreach (var item in items)
        {
            Append(separator);
            separator = ", ";
            Write(item);
        }
        Append(close);
        _open.Remove(owner);
    }

    public void WriteEntries(PythonDict dict)
    {
        if (!TryOpen(dict, "{", "}"))
            return;
        Append("{");
        var separator = "";
        foreach (var (key, value) in dict.Entries)
        {
            Append(separator);
            separator = ", ";
            Write(key);
            Append(": ");
            Write(value);
        }
        Append("}");
        _open.Remove(dict);
    }

    private bool TryOpen(object owner, string open, string close)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new TemplateException(TemplateError.LimitExceeded, "values are nested too deep to print");
        if (_open.Add(owner))
            return true;
        Append($"{open}...{close.TrimStart(',')}");
        return false;
    }

    private void Quote(string text)
    {
        var quote =
            text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        var quoted = new StringBuilder(text.Length + 2).Append(quote);
        foreach (var point in CodePoints.Each(text))
        {
            var c = point[0];
            if (c == quote || c == '\\')
                quoted.Append('\\').Append(c);
            else if (c is >= ' ' and < '\x7f')
                quoted.Append(c);
            else
                quoted.Append(Escaped(point));
        }
        Append(quoted.Append(quote).ToString());
    }

    private static string Escaped(string point)
    {
        if (point is "\n" or "\r" or "\t")
            return point switch { "\n" => "\\n", "\r" => "\\r", _ => "\\t" };
        if (Characters.IsPrintable(point))
            return point;
        var number = CodePoints.Number(point);
        return number <= 0xff ? string.Create(CultureInfo.InvariantCulture, $"\\x{number:x2}")
            : number <= 0xffff ? string.Create(CultureInfo.InvariantCulture, $"\\u{number:x4}")
            : string.Create(CultureInfo.InvariantCulture, $"\\U{number:x8}");
    }
}
