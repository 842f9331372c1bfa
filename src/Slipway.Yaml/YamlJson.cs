using System.Globalization;
using System.Text.Json.Nodes;

namespace Slipway.Yaml;

/// <summary>Gives a tree the types of YAML's core schema (YAML 1.2, 10.3.2) as JSON has them.</summary>
public static class YamlJson
{
    public static JsonNode? Of(YamlNode node) => node switch
    {
        YamlMap map => new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Key, Of(entry.Value)))),
        YamlList list => new JsonArray([.. list.Items.Select(Of)]),
        YamlScalar scalar => OfScalar(scalar),
        _ => null,
    };

    private static JsonValue? OfScalar(YamlScalar scalar)
    {
        if (scalar.Quoted)
            return JsonValue.Create(scalar.Text);
        if (scalar.IsNull)
            return null;
        return scalar.Text switch
        {
            "true" or "True" or "TRUE" => JsonValue.Create(true),
            "false" or "False" or "FALSE" => JsonValue.Create(false),
            var text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
            var text when IsNumber(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number) => JsonValue.Create(number),
            var text => JsonValue.Create(text),
        };
    }

    private static bool IsNumber(string text) => text.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or '.' or 'e' or 'E') && text.Any(char.IsAsciiDigit);
}
