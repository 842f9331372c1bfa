using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.ImageTests.Services.OpenApi;

/// <summary>
/// Holds a JSON value against a schema object of OpenAPI 3.0 or 3.1: type, nullable, enum, const, allOf, anyOf, oneOf,
/// not, and the keywords of objects, arrays, strings and numbers. Formats are not looked at.
/// </summary>
/// <remarks>
/// Schemas come from whoever writes a test, so depth, steps and time are bounded here. JsonSchema.Net (tried in 8.0.5)
/// takes no limit and no cancellation: <c>{allOf: [{$ref: self}, {$ref: self}]}</c> overflows the stack and ends the
/// process, <c>^(a+)+$</c> takes 16 s for 29 characters and eight times that for three more, and 17 levels of
/// <c>oneOf</c> with two references each take 13 s and 0.9 GB, doubling with each level.
/// </remarks>
internal sealed class SchemaMatch(OpenApiDocument document, TimeSpan? maxTime = null)
{
    private const int MaxDepth = 64;
    private const int MaxFailures = 20;
    private const int MaxSteps = 200_000;

    /// <summary>A step is as long as what it compares with and shows: a long enum costs more than a type.</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(10);
    private readonly long _began = Stopwatch.GetTimestamp();
    private int _steps;

    public IEnumerable<string> Failures(JsonNode? value, JsonNode schema) =>
        Failures(value, schema, "body", 0).Take(MaxFailures);

    internal IEnumerable<string> Failures(JsonNode? value, JsonNode? schema, string path, int depth)
    {
        var resolved = document.Resolve(schema);
        if (depth > MaxDepth || ++_steps > MaxSteps || Stopwatch.GetElapsedTime(_began) > (maxTime ?? MaxTime))
            return [$"{path}: the schema is nested deeper, or takes more steps or time, than is followed"];
        return resolved switch
        {
            JsonObject map => AgainstObject(value, map, path, depth),
            JsonValue flag when flag.TryGetValue<bool>(out var allowed) =>
                allowed ? [] : [$"{path}: expected nothing here, seen {Show(value)}"],
            _ => [$"{path}: the document has no schema where it refers to one"],
        };
    }

    internal static string Show(JsonNode? value)
    {
        var text = value?.ToJsonString() ?? "null";
        return text.Length > 100 ? string.Concat(text.AsSpan(0, 100), "…") : text;
    }

    private IEnumerable<string> AgainstObject(JsonNode? value, JsonObject schema, string path, int depth)
    {
        if (value is null && SchemaTypes.IsTrue(schema["nullable"]))
            return [];
        if (SchemaTypes.Mismatch(value, schema["type"]) is { } expected)
            return [$"{path}: expected {expected}, seen {Show(value)}"];
        return
        [
            .. Constants(value, schema, path),
            .. Combined(value, schema, path, depth),
            .. value switch
            {
                JsonObject map => SchemaKeywords.OfObject(this, map, schema, path, depth + 1),
                JsonArray list => SchemaKeywords.OfArray(this, list, schema, path, depth + 1),
                JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String =>
                    SchemaValues.OfText(scalar.GetValue<string>(), schema, path),
                JsonValue scalar when scalar.GetValueKind() == JsonValueKind.Number =>
                    SchemaValues.OfNumber(SchemaTypes.Number(scalar) ?? 0, schema, path),
                _ => [],
            },
        ];
    }

    private static IEnumerable<string> Constants(JsonNode? value, JsonObject schema, string path)
    {
        if (schema["enum"] is JsonArray allowed && !allowed.Any(one => JsonNode.DeepEquals(one, value)))
            yield return $"{path}: expected one of {Show(allowed)}, seen {Show(value)}";
        if (schema.TryGetPropertyValue("const", out var only) && !JsonNode.DeepEquals(only, value))
            yield return $"{path}: expected {Show(only)}, seen {Show(value)}";
    }

    private IEnumerable<string> Combined(JsonNode? value, JsonObject schema, string path, int depth)
    {
        foreach (var part in schema["allOf"] as JsonArray ?? [])
            foreach (var failure in Failures(value, part, path, depth + 1))
                yield return failure;
        if (schema["anyOf"] is JsonArray any && Fitting(value, any, path, depth) == 0)
            yield return $"{path}: expected any of {any.Count} schemas to fit, none does: {Show(value)}";
        if (schema["oneOf"] is JsonArray one && Fitting(value, one, path, depth) is not 1 and var count)
            yield return $"{path}: expected one of {one.Count} schemas to fit, {count} do: {Show(value)}";
        if (schema["not"] is { } not && !Failures(value, not, path, depth + 1).Any())
            yield return $"{path}: expected not to fit the schema under 'not', seen {Show(value)}";
    }

    private int Fitting(JsonNode? value, JsonArray schemas, string path, int depth) =>
        schemas.Count(schema => !Failures(value, schema, path, depth + 1).Any());
}
