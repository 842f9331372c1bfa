using System.Buffers;
using System.Globalization;

namespace Slipway.Yaml;

/// <summary>
/// Converts documents to plain values: a plain scalar by YAML 1.2's core schema (10.3.2), a quoted one to a string,
/// lists to lists, maps to dictionaries in document order. An integer beyond 64 bits stays a string.
/// </summary>
public static class YamlValues
{
    private static readonly SearchValues<char> OfDecimals = SearchValues.Create("+-.0123456789eE");

    public static object? Of(YamlNode node) => node switch
    {
        YamlScalar scalar => Of(scalar),
        YamlList list => list.Items.Select(Of).ToList(),
        YamlMap map => map.Entries.ToDictionary(entry => entry.Key, entry => Of(entry.Value)),
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    private static object? Of(YamlScalar scalar)
    {
        if (scalar.Quoted || scalar.IsNull)
            return scalar.Quoted ? scalar.Text : null;
        return scalar.Text switch
        {
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            var text when long.TryParse(
                text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            var text when IsDecimal(text)
                && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number) => number,
            var text => text,
        };
    }

    /// <summary>
    /// Digits with a point or an exponent; other forms that .NET accepts (spaces, names of infinity) stay strings.
    /// </summary>
    private static bool IsDecimal(string text) =>
        text.AsSpan().IndexOfAnyExcept(OfDecimals) < 0 && text.AsSpan().ContainsAny(".eE")
            && text.AsSpan().ContainsAnyInRange('0', '9');
}
