using System.Text.Json.Nodes;
using static Slipway.ImageTests.Services.OpenApi.SchemaTypes;

namespace Slipway.ImageTests.Services.OpenApi;

/// <summary>The keywords of objects and arrays.</summary>
internal static class SchemaKeywords
{
    public static IEnumerable<string> OfObject(
        SchemaMatch match, JsonObject value, JsonObject schema, string path, int depth)
    {
        foreach (var name in (schema["required"] as JsonArray ?? [])
            .Select(node => node?.ToString() ?? "").Where(name => !value.ContainsKey(name)))
            yield return $"{path}: expected the property '{name}', it is not there";
        if (value.Count < Number(schema["minProperties"]) || value.Count > Number(schema["maxProperties"]))
            yield return $"{path}: expected {schema["minProperties"] ?? 0} to {schema["maxProperties"] ?? "any"} " +
                $"properties, seen {value.Count}";
        var properties = schema["properties"] as JsonObject ?? [];
        foreach (var (name, part) in value)
        {
            var described = properties.TryGetPropertyValue(name, out var own) ? own : schema["additionalProperties"];
            if (described is not null)
                foreach (var failure in match.Failures(part, described, $"{path}/{name}", depth))
                    yield return failure;
        }
    }

    public static IEnumerable<string> OfArray(
        SchemaMatch match, JsonArray value, JsonObject schema, string path, int depth)
    {
        if (value.Count < Number(schema["minItems"]) || value.Count > Number(schema["maxItems"]))
            yield return $"{path}: expected {schema["minItems"] ?? 0} to {schema["maxItems"] ?? "any"} items, " +
                $"seen {value.Count}";
        if (IsTrue(schema["uniqueItems"])
            && value.Select(item => item?.ToJsonString() ?? "null").Distinct().Count() < value.Count)
            yield return $"{path}: expected items that differ, some are equal";
        if (schema["items"] is not { } items)
            yield break;
        foreach (var (index, item) in value.Index())
            foreach (var failure in match.Failures(item, items, $"{path}/{index}", depth))
                yield return failure;
    }
}
