using System.Globalization;
using System.Numerics;
using System.Text;
using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Formatting;

/// <summary>Python's <c>json.dumps(value, sort_keys=True)</c>, in ASCII.</summary>
internal sealed class JsonText
{
    private readonly StringBuilder _made = new();
    private readonly HashSet<object> _open = new(ReferenceEqualityComparer.Instance);
    private readonly Budget _budget;
    private readonly string? _indent;

    private JsonText(string? indent, Budget budget)
    {
        _indent = indent;
        _budget = budget;
    }

    /// <param name="indent">None, a number of blanks, or a text.</param>
    public static string Of(object? value, object? indent, Budget budget)
    {
        if (indent is Undefined undefined)
            throw undefined.Fail();
        var unit = indent is null ? null : Text.TryGet(indent, out var text) ? text
            : new string(' ', (int)Math.Clamp(Integers.Index(indent), 0, 1000));
        var json = new JsonText(unit, budget);
        json.Write(value, 0);
        return json._made.ToString();
    }

    /// <summary>As it may stand in HTML, within script elements too.</summary>
    public static string ForHtml(string json) => json
        .Replace("<", "\\u003c", StringComparison.Ordinal).Replace(">", "\\u003e", StringComparison.Ordinal)
        .Replace("&", "\\u0026", StringComparison.Ordinal).Replace("'", "\\u0027", StringComparison.Ordinal);

    private void Write(object? value, int depth)
    {
        if (_made.Length > _budget.Limits.OutputLength)
            _budget.Make(_made.Length);
        _budget.Charge(1);
        switch (value)
        {
            case string or Markup:
                Quote(Text.Of(value));
                break;
            case null or bool or long or BigInteger or double:
                _made.Append(Scalar(value));
                break;
            case PythonList list:
                WriteAll(list, '[', list.Items, ']', depth, Write);
                break;
            case PythonTuple tuple:
                WriteAll(tuple, '[', tuple.Items, ']', depth, Write);
                break;
            case PythonDict dict:
                WriteAll(dict, '{', Sorted(dict), '}', depth, WriteEntry);
                break;
            default:
                throw Errors.Type($"Object of type {TypeNames.Of(value)} is not JSON serializable");
        }
    }

    private void WriteAll<T>(
        object owner, char open, IReadOnlyList<T> items, char close, int depth, Action<T, int> write)
    {
        if (!_open.Add(owner))
            throw Errors.Value("Circular reference detected");
        if (!System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new TemplateException(TemplateError.LimitExceeded, "values are nested too deep to print");
        _made.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                _made.Append(_indent is null ? ", " : ",");
            Break(depth + 1);
            write(items[i], depth + 1);
        }
        if (items.Count > 0)
            Break(depth);
        _made.Append(close);
        _open.Remove(owner);
    }

    private void WriteEntry(KeyValuePair<object?, object?> entry, int depth)
    {
        Quote(entry.Key switch
        {
            string or Markup => Text.Of(entry.Key),
            null or bool or long or BigInteger or double => Scalar(entry.Key),
            _ => throw Errors.Type($"keys must be str, int, float, bool or None, not {TypeNames.Of(entry.Key)}"),
        });
        _made.Append(": ");
        Write(entry.Value, depth);
    }

    private List<KeyValuePair<object?, object?>> Sorted(PythonDict dict)
    {
        var pairs = dict.Entries.Select(entry => (object?)new PythonTuple([entry.Key, entry.Value])).ToList();
        return [.. Sorting.Sort(pairs, pair => ((PythonTuple)pair!).Items[0], reverse: false, _budget)
            .Select(pair => KeyValuePair.Create(((PythonTuple)pair!).Items[0], ((PythonTuple)pair).Items[1]))];
    }

    private void Break(int depth)
    {
        if (_indent is null)
            return;
        _made.Append('\n');
        for (var i = 0; i < depth; i++)
            _made.Append(_indent);
    }

    private static string Scalar(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        double number when !double.IsFinite(number) =>
            double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity",
        _ => Text.Of(value),
    };

    private void Quote(string text)
    {
        _made.Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => _made.Append("\\\""),
                '\\' => _made.Append("\\\\"),
                '\n' => _made.Append("\\n"),
                '\r' => _made.Append("\\r"),
                '\t' => _made.Append("\\t"),
                '\b' => _made.Append("\\b"),
                '\f' => _made.Append("\\f"),
                >= ' ' and < '\x7f' => _made.Append(c),
                _ => _made.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
            };
        }
        _made.Append('"');
    }
}
