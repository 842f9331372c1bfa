namespace Slipway.Web.Resources;

public sealed record ReleaseResource(int Version, string Artifact, string Cartridge, string Reason, string State, DateTimeOffset Created)
{
    public bool Current { get; init; }
}

public sealed record Rollback(int? Version = null);

public sealed record ArtifactResource(string Image, string Digest, string? Commit, string Cartridge, DateTimeOffset Created)
{
    public IReadOnlyList<int> Releases { get; init; } = [];

    /// <summary>Bytes of all its layers, as stored.</summary>
    public long Size { get; init; }
}

public sealed record LogResource(DateTimeOffset Time, string Gear, string Stream, string Text);
