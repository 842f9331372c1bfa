using System.Text.Json.Serialization;
using Slipway.Oci.Json;

namespace Slipway.Oci.Archives;

/// <summary>
/// The <c>json</c> of a layer in the first format of <c>docker save</c>, where each layer was an image.
/// </summary>
internal sealed record FirstDockerImage
{
    [JsonPropertyName("parent")]
    public string? Parent { get; init; }

    [JsonPropertyName("created")]
    public DateTimeOffset? Created { get; init; }

    [JsonPropertyName("architecture")]
    public string? Architecture { get; init; }

    [JsonPropertyName("os")]
    public string? Os { get; init; }

    [JsonPropertyName("author")]
    public string? Author { get; init; }

    [JsonPropertyName("config")]
    public ContainerConfig? Config { get; init; }
}

/// <summary>
/// The images of an archive that has only a <c>repositories</c> file: directories with <c>json</c> and
/// <c>layer.tar</c>, linked by parent ids.
/// </summary>
internal sealed class FirstDockerImages(ArchiveBlobs blobs)
{
    private const int MaxLayers = 1000;
    private readonly Dictionary<string, ArchivedLayer> _layers = [];

    internal List<ArchivedImage> Read()
    {
        var repositories = ArchiveJson.Read(blobs.ReadDocument("repositories"),
            ArchiveJson.Default.DictionaryStringDictionaryStringString, "repositories");
        return
        [
            .. repositories.SelectMany(repository =>
                (repository.Value ?? []).Select(tag => (Name: $"{repository.Key}:{tag.Key}", Id: tag.Value)))
                .GroupBy(tag => tag.Id, tag => tag.Name).Select(image => Read(image.Key, [.. image])),
        ];
    }

    private ArchivedImage Read(string top, IReadOnlyList<string> names)
    {
        var chain = new List<string>();
        for (var id = top; !string.IsNullOrEmpty(id); id = Describe(id).Parent)
        {
            if (chain.Count >= MaxLayers)
                throw new SlipwayException(
                    ErrorCode.Malformed,
                    $"an image of the archive has more than {MaxLayers} layers, or is its own parent");
            chain.Insert(0, id);
        }
        var described = Describe(top);
        var layers = chain.ConvertAll(LayerOf);
        var config = new ImageConfig
        {
            Created = described.Created,
            Author = described.Author,
            Architecture = described.Architecture ?? "amd64",
            Os = described.Os ?? "linux",
            Config = described.Config,
            RootFs = new RootFileSystem([.. layers.Select(layer => layer.DiffId)]),
        };
        return DockerImages.Describe(blobs, OciJson.Write(config), layers, names);
    }

    private FirstDockerImage Describe(string id) =>
        ArchiveJson.Read(
            blobs.ReadDocument(Inside(id, "json")), ArchiveJson.Default.FirstDockerImage, "json of an image");

    private ArchivedLayer LayerOf(string id) =>
        _layers.TryGetValue(id, out var known) ? known : _layers[id] = ArchivedLayer.Of(
            blobs.Files, Inside(id, "layer.tar"));

    private static string Inside(string? id, string file) =>
        id is { Length: > 0 and <= 64 } && id.All(char.IsAsciiHexDigitLower)
        ? $"{id}/{file}"
        : throw new SlipwayException(ErrorCode.Malformed, $"'{Excerpt.Of(id)}' in the archive is no image id");
}
