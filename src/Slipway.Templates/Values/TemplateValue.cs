using System.Collections;
using System.Numerics;
using System.Text.Json;

namespace Slipway.Templates.Values;

/// <summary>.NET values as values of templates; what is not known is refused, for templates do not reflect.</summary>
internal static class TemplateValue
{
    public static object? Of(object? value) => value switch
    {
        null => null,
        string or PythonObject => value,
        bool flag => BoxedValues.Of(flag),
        long number => BoxedValues.Of(number),
        int or short or byte or sbyte or ushort or uint =>
            BoxedValues.Of(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)),
        ulong number => BoxedValues.Of(new BigInteger(number)),
        BigInteger number => BoxedValues.Of(number),
        double => value,
        float number => (double)number,
        decimal number => (double)number,
        JsonElement json => OfJson(json),
        Template template => new TemplateObject(template),
        IEnumerable<KeyValuePair<string, object?>> entries => OfEntries(entries),
        IEnumerable<KeyValuePair<string, string>> entries =>
            OfEntries(entries.Select(entry => KeyValuePair.Create(entry.Key, (object?)entry.Value))),
        IEnumerable items => new PythonList([.. items.Cast<object?>().Select(Of)]),
        _ => throw new ArgumentException($"a {value.GetType().Name} cannot be given to a template", nameof(value)),
    };

    private static PythonDict OfEntries(IEnumerable<KeyValuePair<string, object?>> entries)
    {
        var dict = new PythonDict();
        foreach (var (key, value) in entries)
            dict[key] = Of(value);
        return dict;
    }

    private static object? OfJson(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => OfEntries(
            json.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, (object?)property.Value))),
        JsonValueKind.Array => new PythonList([.. json.EnumerateArray().Select(item => OfJson(item))]),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => OfNumber(json.GetRawText()),
        JsonValueKind.True => BoxedValues.True,
        JsonValueKind.False => BoxedValues.False,
        _ => null,
    };

    private static object? OfNumber(string text) => Integers.TryParse(text, 10, out var whole)
        ? whole
        : Floats.TryParse(text, out var real) ? real : throw new ArgumentException(
            $"{text} is no number", nameof(text));
}
