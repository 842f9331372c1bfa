using System.Text.Json.Nodes;
using Slipway.Yaml;

namespace Slipway.ImageTests.Services.OpenApi;

/// <summary>A GET operation with a path that can be asked for, and what its answers may be.</summary>
/// <param name="Name">The path as the document has it.</param>
/// <param name="Path">With all parameters filled in.</param>
internal sealed record OpenApiOperation(
    string Name, string Path, IReadOnlyDictionary<string, string> Headers, JsonObject Responses);

/// <summary>An OpenAPI document, version 3, in YAML or JSON.</summary>
internal sealed class OpenApiDocument
{
    private const int MaxReferences = 32;
    private static readonly YamlBounds Bounds = new(Characters: 4 << 20, Depth: 64, Nodes: 200_000);

    private OpenApiDocument(JsonObject root) => Root = root;

    public JsonObject Root { get; }

    /// <exception cref="SlipwayException">It is no such document.</exception>
    public static OpenApiDocument Parse(string text, string name)
    {
        try
        {
            var root = YamlJson.Of(YamlTree.Read(text, Bounds)) as JsonObject;
            return root?["openapi"] is JsonValue version
                && version.ToString().StartsWith("3.", StringComparison.Ordinal) && root["paths"] is JsonObject
                ? new OpenApiDocument(root)
                : throw new SlipwayException(
                    ErrorCode.Invalid, $"'{name}' is no OpenAPI 3 document: 'openapi: 3…' and 'paths' are expected");
        }
        catch (YamlTreeException e)
        {
            throw new SlipwayException(ErrorCode.Invalid, $"'{name}' line {e.Line}: {e.Message}", inner: e);
        }
    }

    /// <summary>The GET operations whose required parameters all have examples, in the document's order.</summary>
    public IEnumerable<OpenApiOperation> Operations() =>
        from path in (JsonObject)Root["paths"]!
        let item = Resolve(path.Value) as JsonObject
        let operation = item?["get"] as JsonObject
        where operation is not null
        let parameters = Parameters(item!).Concat(Parameters(operation)).ToList()
        let filled = OpenApiParameters.Fill(path.Key, parameters)
        where filled is not null
        select new OpenApiOperation(
            path.Key, filled.Value.Path, filled.Value.Headers, Resolve(operation["responses"]) as JsonObject ?? []);

    /// <summary>Follows <c>$ref</c> inside the document; null for what leads nowhere or in a circle.</summary>
    public JsonNode? Resolve(JsonNode? node)
    {
        for (var count = 0; node is JsonObject map && map["$ref"] is JsonValue reference; count++)
        {
            if (count == MaxReferences || !reference.ToString().StartsWith("#/", StringComparison.Ordinal))
                return null;
            node = Find(reference.ToString()[2..].Split('/'));
        }
        return node;
    }

    private IEnumerable<JsonObject> Parameters(JsonObject holder) =>
        (holder["parameters"] as JsonArray ?? []).Select(Resolve).OfType<JsonObject>();

    /// <summary>A JSON pointer (RFC 6901).</summary>
    private JsonNode? Find(IEnumerable<string> steps)
    {
        JsonNode? node = Root;
        foreach (var step in steps)
            node = (node as JsonObject)?[Unescape(step)];
        return node;
    }

    private static string Unescape(string step) =>
        Uri.UnescapeDataString(step)
            .Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
