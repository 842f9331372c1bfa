namespace Slipway.Oci;

/// <summary>An image manifest (image-spec, manifest.md; Docker schema 2 has the same structure).</summary>
public sealed record ImageManifest
{
    public int SchemaVersion { get; init; } = 2;

    public string? MediaType { get; init; } = MediaTypes.Manifest;

    public string? ArtifactType { get; init; }

    public required Descriptor Config { get; init; }

    public required IReadOnlyList<Descriptor> Layers { get; init; }

    public Descriptor? Subject { get; init; }

    public SortedDictionary<string, string>? Annotations { get; init; }
}

/// <summary>An image index: a list of manifests for several platforms (image-spec, image-index.md).</summary>
public sealed record ImageIndex
{
    public int SchemaVersion { get; init; } = 2;

    public string? MediaType { get; init; } = MediaTypes.Index;

    public string? ArtifactType { get; init; }

    public required IReadOnlyList<Descriptor> Manifests { get; init; }

    public Descriptor? Subject { get; init; }

    public SortedDictionary<string, string>? Annotations { get; init; }
}
