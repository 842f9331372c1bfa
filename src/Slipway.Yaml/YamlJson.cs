using System.Text.Json.Nodes;

namespace Slipway.Yaml;

/// <summary>Documents as JSON, with the types that <see cref="YamlValues"/> gives them.</summary>
public static class YamlJson
{
    /// <param name="special">Gives scalars another value than they have by themselves; null leaves them theirs.</param>
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
