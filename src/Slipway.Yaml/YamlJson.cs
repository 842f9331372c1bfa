using System.Text.Json.Nodes;

namespace Slipway.Yaml;

/// <summary>Documents as JSON, with the types that <see cref="YamlValues"/> gives them.</summary>
public static class YamlJson
{
    public static JsonNode? Of(YamlNode node) => node switch
    {
        YamlMap map => new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Key, Of(entry.Value)))),
        YamlList list => new JsonArray([.. list.Items.Select(Of)]),
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
