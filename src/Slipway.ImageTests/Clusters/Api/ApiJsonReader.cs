using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.ImageTests.Clusters.Api;

/// <summary>Reads answers of an untrusted server: what is not as documented is absent.</summary>
internal static class ApiJsonReader
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="JsonException">It is no object, or a text in it is none.</exception>
    public static JsonObject Parse(ReadOnlySpan<byte> bytes)
    {
        var item = JsonNode.Parse(bytes, documentOptions: Strict) as JsonObject
            ?? throw new JsonException("an object is expected");
        try
        {
            Decode(item);
            return item;
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("a text is no Unicode", e);
        }
    }

    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
            node = node is JsonObject map ? map[key] : null;
        return node;
    }

    /// <summary>Empty when there is none.</summary>
    public static string Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    public static int? Number(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;

    public static bool Flag(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    public static IReadOnlyList<JsonObject> List(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonArray list ? [.. list.OfType<JsonObject>()] : [];

    /// <summary>
    /// Texts are decoded when they are asked for; those that cannot be are found here (by fuzzing), where
    /// somebody expects it.
    /// </summary>
    private static void Decode(JsonNode? node)
    {
        if (node is JsonObject map)
        {
            foreach (var (_, value) in map)
                Decode(value);
        }
        else if (node is JsonArray list)
        {
            foreach (var value in list)
                Decode(value);
        }
        else if (node is JsonValue value)
        {
            value.TryGetValue<string>(out _);
        }
    }
}
