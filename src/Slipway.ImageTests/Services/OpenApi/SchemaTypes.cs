using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.ImageTests.Services.OpenApi;

/// <summary>The types of JSON schema.</summary>
internal static class SchemaTypes
{
    /// <param name="type">One name, several (3.1), or null for any.</param>
    /// <returns>The types that were expected, when the value has none of them.</returns>
    public static string? Mismatch(JsonNode? value, JsonNode? type)
    {
        string[] names = type switch
        {
            null => [],
            JsonArray several => [.. several.Select(one => one?.ToString() ?? "null")],
            _ => [type.ToString()],
        };
        return names.Length == 0 || names.Any(name => Is(value, name)) ? null : string.Join(" or ", names);
    }

    /// <summary>The number that a node is; null when it is none.</summary>
    public static double? Number(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            ? double.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture)
            : null;

    public static bool IsTrue(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    private static bool Is(JsonNode? value, string type) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) => true,
        ("number", JsonValueKind.Number) or ("null", JsonValueKind.Null) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => Number(value) is { } number && Math.Floor(number) == number,
        _ => false,
    };
}
