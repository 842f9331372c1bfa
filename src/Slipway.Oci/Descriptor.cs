using System.Text.Json.Serialization;

namespace Slipway.Oci;

/// <summary>
/// What a manifest says of a blob: its type, address and length in bytes (image-spec, descriptor.md).
/// </summary>
public sealed record Descriptor(string MediaType, Digest Digest, long Size)
{
    public SortedDictionary<string, string>? Annotations { get; init; }

    public string? ArtifactType { get; init; }

    public Platform? Platform { get; init; }

    /// <summary>The blob itself, base64 in JSON, when it is small enough to be embedded.</summary>
    public byte[]? Data { get; init; }

    public IReadOnlyList<string>? Urls { get; init; }
}

/// <summary>The machine an image of an index is for (image-spec, image-index.md).</summary>
public sealed record Platform(string Architecture, string Os)
{
    [JsonPropertyName("os.version")]
    public string? OsVersion { get; init; }

    public string? Variant { get; init; }
}
