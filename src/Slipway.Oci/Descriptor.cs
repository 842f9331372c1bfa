using System.Text.Json.Serialization;

namespace Slipway.Oci;

/// <summary>A reference to a blob: its media type, digest and size (image-spec, descriptor.md).</summary>
public sealed record Descriptor(string MediaType, Digest Digest, long Size)
{
    public SortedDictionary<string, string>? Annotations { get; init; }

    public string? ArtifactType { get; init; }

    public Platform? Platform { get; init; }

    /// <summary>The blob itself if it is embedded; base64 in JSON.</summary>
    public byte[]? Data { get; init; }

    public IReadOnlyList<string>? Urls { get; init; }
}

/// <summary>The platform of an image in an index (image-spec, image-index.md).</summary>
public sealed record Platform(string Architecture, string Os)
{
    [JsonPropertyName("os.version")]
    public string? OsVersion { get; init; }

    public string? Variant { get; init; }
}
