namespace Slipway.Web.Resources;

public sealed record ReleaseResource(
    int Version, string Artifact, string Cartridge, string Reason, string State, DateTimeOffset Created)
{
    public bool Current { get; init; }
}

public sealed record Rollback(int? Version = null);

public sealed record ArtifactResource(
    string Image, string Digest, string? Commit, string Cartridge, DateTimeOffset Created)
{
    public IReadOnlyList<int> Releases { get; init; } = [];

    /// <summary>The number of its build.</summary>
    public int Build { get; init; }

    /// <summary>The compressed size of all layers, in bytes.</summary>
    public long Size { get; init; }

    /// <summary>
    /// Its builder image, and Slipway's base image below. These and the following members are only in responses for one
    /// artifact.
    /// </summary>
    public string? CartridgeImage { get; init; }

    public string? BaseImage { get; init; }

    /// <summary>The digest of all inputs of the build.</summary>
    public string? Input { get; init; }

    /// <summary>From the lowest.</summary>
    public IReadOnlyList<LayerResource>? Layers { get; init; }

    /// <summary>The phases of the build, while its record is kept.</summary>
    public IReadOnlyList<PhaseResource>? Phases { get; init; }
}

/// <param name="Size">Bytes, as stored.</param>
public sealed record LayerResource(string Digest, long Size);

public sealed record PhaseResource(string Name, double Seconds);

public sealed record LogResource(DateTimeOffset Time, string Gear, string Stream, string Text);
