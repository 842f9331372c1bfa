using System.Text;
using Slipway.Templates.Methods;
using Slipway.Templates.Values;

namespace Slipway.Templates.Formatting;

/// <summary>
/// Python's <c>pprint.pformat</c>: what does not fit in 80 columns is broken into lines, keys are sorted.
/// </summary>
internal sealed class PrettyPrinter
{
    private const int Width = 80;
    private readonly StringBuilder _made = new();
    private readonly HashSet<object> _open = new(ReferenceEqualityComparer.Instance);

    public string Print(object? value)
    {
        Write(value, 0, 0, 0);
        return _made.ToString();
    }

    /// <summary>On one line, keys sorted.</summary>
    private string Line(object? value)
    {
        switch (value)
        {
            case PythonDict { Count: > 0 } dict:
                return Nested(dict, "{...}", () => "{" + string.Join(
                    ", ", Sorted(dict).Select(entry => $"{Line(entry.Key)}: {Line(entry.Value)}")) + "}");
            case PythonList { Items.Count: > 0 } list:
                return Nested(list, "[...]", () => "[" + string.Join(", ", list.Items.Select(Line)) + "]");
            case PythonTuple { Items.Length: > 0, TypeName: "tuple" } tuple:
                return Nested(tuple, "(...)",
                    () => "(" + string.Join(", ", tuple.Items.Select(Line)) + (tuple.Items.Length == 1 ? ",)" : ")"));
            default:
                return Representation.Of(value);
        }
    }

    private string Nested(object value, string recursive, Func<string> line)
    {
        if (!System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new TemplateException(TemplateError.LimitExceeded, "values are nested too deep to print");
        if (!_open.Add(value))
            return recursive;
        var made = line();
        _open.Remove(value);
        return made;
    }

    private void Write(object? value, int indent, int allowance, int level)
    {
        var line = Line(value);
        if (CodePoints.Count(line) <= Width - indent - allowance || !IsBreakable(value))
        {
            _made.Append(line);
            return;
        }
        if (!_open.Add(value!))
        {
            _made.Append(line);
            return;
        }
        switch (value)
        {
            case PythonDict dict:
                WriteDict(dict, indent, allowance + 1, level + 1);
                break;
            case PythonList list:
                WriteItems("[", list.Items, "]", indent, allowance, level + 1);
                break;
            case PythonTuple tuple:
                WriteItems("(", tuple.Items, tuple.Items.Length == 1 ? ",)" : ")", indent, allowance, level + 1);
                break;
            default:
                WriteText((string)value!, indent, allowance, level + 1);
                break;
        }
        _open.Remove(value!);
    }

    private static bool IsBreakable(object? value) =>
        value is PythonDict or PythonList or PythonTuple { TypeName: "tuple" } or string { Length: > 0 };

    private void WriteDict(PythonDict dict, int indent, int allowance, int level)
    {
        _made.Append('{');
        var entries = Sorted(dict);
        for (var i = 0; i < entries.Count; i++)
        {
            var key = Line(entries[i].Key);
            _made.Append(key).Append(": ");
            var isLast = i == entries.Count - 1;
            Write(entries[i].Value, indent + 1 + CodePoints.Count(key) + 2, isLast ? allowance : 1, level);
            if (!isLast)
                _made.Append(",\n").Append(' ', indent + 1);
        }
        _made.Append('}');
    }

    private void WriteItems(
        string open, IReadOnlyList<object?> items, string close, int indent, int allowance, int level)
    {
        _made.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                _made.Append(",\n").Append(' ', indent + 1);
            Write(items[i], indent + 1, i == items.Count - 1 ? allowance + close.Length : 1, level);
        }
        _made.Append(close);
    }

    /// <summary>Long text as several literals, broken behind blanks.</summary>
    private void WriteText(string text, int indent, int allowance, int level)
    {
        if (level == 1)
        {
            indent++;
            allowance++;
        }
        var chunks = new List<string>();
        var lines = TextSplit.Lines(text, keepEnds: true);
        for (var i = 0; i < lines.Count; i++)
            AddChunks(chunks, lines[i], Width - indent, i == lines.Count - 1 ? allowance : 0);
        if (chunks.Count == 1)
        {
            _made.Append(chunks[0]);
            return;
        }
        _made.Append(level == 1 ? "(" : "")
            .AppendJoin("\n" + new string(' ', indent), chunks).Append(level == 1 ? ")" : "");
    }

    private static void AddChunks(List<string> chunks, string line, int width, int allowance)
    {
        var whole = Representation.Of(line);
        if (CodePoints.Count(whole) <= width - allowance)
        {
            chunks.Add(whole);
            return;
        }
        var current = "";
        var parts = Parts(line);
        for (var i = 0; i < parts.Count; i++)
        {
            var max = i == parts.Count - 1 ? width - allowance : width;
            if (CodePoints.Count(Representation.Of(current + parts[i])) <= max)
            {
                current += parts[i];
                continue;
            }
            if (current.Length > 0)
                chunks.Add(Representation.Of(current));
            current = parts[i];
        }
        if (current.Length > 0)
            chunks.Add(Representation.Of(current));
    }

    /// <summary>Words, each with the blanks behind it.</summary>
    private static List<string> Parts(string line)
    {
        var parts = new List<string>();
        for (var at = 0; at < line.Length;)
        {
            var end = at;
            while (end < line.Length && !Characters.IsSpace(line[end]))
                end++;
            while (end < line.Length && Characters.IsSpace(line[end]))
                end++;
            parts.Add(line[at..end]);
            at = end;
        }
        return parts;
    }

    private static List<KeyValuePair<object?, object?>> Sorted(PythonDict dict)
    {
        return [.. dict.Entries.OrderBy(entry => entry.Key, Comparer<object?>.Create(Order))];
    }

    /// <summary>Keys that do not compare are sorted by their type's name.</summary>
    private static int Order(object? left, object? right)
    {
        var budget = new Rendering.Budget(new TemplateLimits { Work = long.MaxValue });
        try
        {
            return Comparison.IsLess(left, right, budget) ? -1 : Comparison.IsLess(right, left, budget) ? 1 : 0;
        }
        catch (TemplateException)
        {
            return string.CompareOrdinal($"<class '{TypeNames.Of(left)}'>", $"<class '{TypeNames.Of(right)}'>");
        }
    }
}
