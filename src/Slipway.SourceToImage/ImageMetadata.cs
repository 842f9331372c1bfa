using System.Text.Json;

namespace Slipway.SourceToImage;

/// <summary>
/// The labels that <c>assemble</c> requests in <c>image_metadata.json</c>: <c>{"labels": [{"name": "value"}, …]}</c>.
/// </summary>
internal static class ImageMetadata
{
    public const int MaxFileBytes = 64 << 10;
    public const string Name = "image_metadata.json";

    /// <exception cref="SourceBuildException">The file is not of that form.</exception>
    public static IReadOnlyDictionary<string, string> Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            var labels = new Dictionary<string, string>();
            if (!document.RootElement.TryGetProperty("labels", out var list))
                return labels;
            foreach (var label in list.EnumerateArray().SelectMany(item => item.EnumerateObject()))
                labels[label.Name] = label.Value.GetString() ?? "";
            return labels;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new SourceBuildException(SourcePhase.Commit,
                $"the {Name} that assemble wrote cannot be read: {e.Message}",
                "write {\"labels\": [{\"name\": \"value\"}]}", e);
        }
    }
}
