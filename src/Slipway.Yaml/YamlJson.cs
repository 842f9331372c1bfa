using System.Text.Json.Nodes;

namespace Slipway.Yaml;

/// <summary>Converts documents to JSON, with the types that <see cref="YamlValues"/> assigns.</summary>
public static class YamlJson
{
    /// <param name="special">Overrides the value of a scalar; null keeps the default.</param>
    public static JsonNode? Of(YamlNode node, Func<YamlScalar, JsonNode?>? special = null) => node switch
    {
        YamlMap map =>
            new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Key, Of(entry.Value, special)))),
        YamlList list => new JsonArray([.. list.Items.Select(item => Of(item, special))]),
        YamlScalar scalar when special?.Invoke(scalar) is { } value => value,
        _ => YamlValues.Of(node) switch
        {
            bool flag => JsonValue.Create(flag),
            long number => JsonValue.Create(number),
            double number => JsonValue.Create(number),
            string text => JsonValue.Create(text),
            _ => null,
        },
    };
}
