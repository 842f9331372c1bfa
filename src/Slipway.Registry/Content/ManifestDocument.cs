using System.Text.Json;
using Slipway.Oci;
using Slipway.Oci.Json;

namespace Slipway.Registry.Content;

/// <summary>
/// A validated manifest or index from a client. It must be unambiguous: no duplicate members, no mixture of both kinds,
/// and the same media type inside as in the request (image-spec, manifest.md and image-index.md).
/// </summary>
public sealed record ManifestDocument
{
    private const int MaxReferences = 2000;
    private const int MaxDepth = 32;

    private ManifestDocument(string mediaType) => MediaType = mediaType;

    public string MediaType { get; }

    public ImageManifest? Manifest { get; private init; }

    public ImageIndex? Index { get; private init; }

    /// <summary>What must be stored first: configuration and layers, or manifests.</summary>
    public IReadOnlyList<Descriptor> References =>
        Manifest is { } manifest ? [manifest.Config, .. manifest.Layers] : Index!.Manifests;

    public Descriptor? Subject => Manifest?.Subject ?? Index?.Subject;

    /// <summary>The artifact type for the referrers list; else the media type of the configuration.</summary>
    public string? ArtifactType =>
        Manifest is { } manifest ? manifest.ArtifactType ?? manifest.Config.MediaType : Index!.ArtifactType;

    public IReadOnlyDictionary<string, string>? Annotations => Manifest?.Annotations ?? Index?.Annotations;

    /// <param name="json">The exact bytes.</param>
    /// <param name="mediaType">The media type of the request; null takes it from the document.</param>
    /// <exception cref="SlipwayException">They are no manifest or index.</exception>
    public static ManifestDocument Read(ReadOnlyMemory<byte> json, string? mediaType)
    {
        var (stated, isIndex) = Inspect(json);
        var type = stated ?? mediaType ?? (isIndex ? MediaTypes.Index : MediaTypes.Manifest);
        if (mediaType is not null && mediaType != type)
            throw new SlipwayException(
                ErrorCode.Malformed,
                $"the manifest says it is '{Excerpt.Of(stated)}', but was sent as '{Excerpt.Of(mediaType)}'");
        if (isIndex ? !MediaTypes.IsIndex(type) : !MediaTypes.IsManifest(type))
            throw new SlipwayException(
                ErrorCode.Malformed,
                $"'{Excerpt.Of(type)}' is not the type of an image {(isIndex ? "index" : "manifest")}");
        var document = isIndex
            ? new ManifestDocument(type) { Index = OciJson.ReadIndex(json.Span) }
            : new ManifestDocument(type) { Manifest = OciJson.ReadManifest(json.Span) };
        document.Check();
        return document;
    }

    private static (string? MediaType, bool IsIndex) Inspect(ReadOnlyMemory<byte> json)
    {
        if (json.Length > OciJson.MaxDocumentBytes)
            throw new SlipwayException(
                ErrorCode.Malformed,
                $"the manifest is {json.Length} bytes long; {OciJson.MaxDocumentBytes} are the most");
        try
        {
            using var document = JsonDocument.Parse(
                json, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            return Inspect(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new SlipwayException(ErrorCode.Malformed, $"the manifest cannot be read: {e.Message}", inner: e);
        }
    }

    private static (string? MediaType, bool IsIndex) Inspect(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new SlipwayException(ErrorCode.Malformed, "a manifest is a JSON object");
        var isIndex = root.TryGetProperty("manifests", out _);
        if (isIndex == (root.TryGetProperty("layers", out _) || root.TryGetProperty("config", out _)))
            throw new SlipwayException(
                ErrorCode.Malformed, "a manifest has config and layers, an index manifests, and none has both " +
                "(Docker's schema 1 is not supported)");
        if (!root.TryGetProperty("schemaVersion", out var version) || version.ValueKind != JsonValueKind.Number
            || !version.TryGetInt32(out var number) || number != 2)
            throw new SlipwayException(ErrorCode.Malformed, "the manifest's schemaVersion is not 2");
        if (!root.TryGetProperty("mediaType", out var type) || type.ValueKind == JsonValueKind.Null)
            return (null, isIndex);
        return type.ValueKind == JsonValueKind.String ? (type.GetString(), isIndex) : throw new SlipwayException(
            ErrorCode.Malformed, "the manifest's mediaType is no text");
    }

    // "required" does not refuse members that are null.
    private void Check()
    {
        if (Manifest is { } manifest && (manifest.Config is null || manifest.Layers is null)
            || Index is { Manifests: null })
            throw new SlipwayException(ErrorCode.Malformed, "the manifest's config, layers or manifests are null");
        if (References.Count > MaxReferences)
            throw new SlipwayException(
                ErrorCode.Malformed, $"the manifest refers to {References.Count} blobs; {MaxReferences} are the most");
        foreach (var reference in References)
            CheckDescriptor(reference);
        if (Subject is { } subject)
            CheckDescriptor(subject);
    }

    private static void CheckDescriptor(Descriptor? reference)
    {
        if (reference is null)
            throw new SlipwayException(ErrorCode.Malformed, "the manifest has a descriptor that is null");
        if (reference.Size < 0 || string.IsNullOrEmpty(reference.MediaType) || reference.Digest == default)
            throw new SlipwayException(
                ErrorCode.Malformed, "the manifest has a descriptor without type, digest or a valid size");
    }
}
