using System.Text.Json.Nodes;

namespace Slipway.ImageTests.Services.OpenApi;

/// <summary>Fills an operation's parameters in with the document's examples.</summary>
internal static class OpenApiParameters
{
    /// <returns>Null when a required parameter has no example.</returns>
    public static (string Path, IReadOnlyDictionary<string, string> Headers)? Fill(
        string path, IReadOnlyList<JsonObject> parameters)
    {
        var query = new List<string>();
        var headers = new Dictionary<string, string>();
        foreach (var parameter in parameters)
        {
            var (name, place) = (parameter["name"]?.ToString() ?? "", parameter["in"]?.ToString());
            var required = place == "path" || IsTrue(parameter["required"]);
            if (Example(parameter) is not { } value)
            {
                if (required)
                    return null;
                continue;
            }
            var escaped = Uri.EscapeDataString(value);
            if (place == "path")
                path = path.Replace($"{{{name}}}", escaped, StringComparison.Ordinal);
            else if (place == "query")
                query.Add($"{Uri.EscapeDataString(name)}={escaped}");
            else if (place == "header" && required)
                headers[name] = value;
            else if (required)
                return null;
        }
        return path.Contains('{', StringComparison.Ordinal)
            ? null
            : (query.Count > 0 ? $"{path}?{string.Join('&', query)}" : path, headers);
    }

    private static string? Example(JsonObject parameter)
    {
        var schema = parameter["schema"] as JsonObject;
        var node = parameter["example"]
            ?? ((parameter["examples"] as JsonObject)?.FirstOrDefault().Value as JsonObject)?["value"]
            ?? schema?["example"] ?? (schema?["examples"] as JsonArray)?.FirstOrDefault() ?? schema?["default"];
        return node is JsonValue ? node.ToString() : null;
    }

    private static bool IsTrue(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<bool>(out var yes) && yes;
}
