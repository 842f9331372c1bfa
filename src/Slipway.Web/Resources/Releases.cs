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

    /// <summary>The number of the build that made it.</summary>
    public int Build { get; init; }

    /// <summary>Bytes of all its layers, as stored.</summary>
    public long Size { get; init; }

    /// <summary>
    /// The image it was built on, and Slipway's base image below that. These and what follows are told of one
    /// artifact, not in lists.
    /// </summary>
    public string? CartridgeImage { get; init; }

    public string? BaseImage { get; init; }

    /// <summary>Of all that went into the build.</summary>
    public string? Input { get; init; }

    /// <summary>From the lowest.</summary>
    public IReadOnlyList<LayerResource>? Layers { get; init; }

    /// <summary>What the build did, while its record is kept.</summary>
    public IReadOnlyList<PhaseResource>? Phases { get; init; }
}

/// <param name="Size">Bytes, as stored.</param>
public sealed record LayerResource(string Digest, long Size);

public sealed record PhaseResource(string Name, double Seconds);

public sealed record LogResource(DateTimeOffset Time, string Gear, string Stream, string Text);
