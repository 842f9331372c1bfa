namespace Slipway.Cartridges.Manifests;

/// <summary>A feature that has to be there; V2 lets an entry be a list of which one is enough.</summary>
public sealed record Requirement(IReadOnlyList<string> AnyOf)
{
    public bool Equals(Requirement? other) => other is not null && AnyOf.SequenceEqual(other.AnyOf);

    public override int GetHashCode() => AnyOf.Count > 0 ? AnyOf[0].GetHashCode(StringComparison.Ordinal) : 0;

    public override string ToString() => string.Join(" or ", AnyOf);
}

/// <summary>An environment variable or value that the cartridge's users should know (<c>Cart-Data</c>).</summary>
/// <param name="Type"><c>environment</c> or <c>cart_data</c>.</param>
public sealed record CartridgeDatum(string Key, string? Type, string? Description);

/// <summary>Something a cartridge publishes or subscribes to.</summary>
/// <param name="Type">As V2 writes it: <c>NET_TCP:db:connection-info</c>, <c>ENV:*</c>.</param>
public sealed record Connector(string Name, string Type, bool Required = false);

/// <summary>What a gear needs at least, as V2 writes it: <c>MEM >= 10MB</c>.</summary>
/// <param name="Bytes">The amount in bytes when it could be read as a size.</param>
public sealed record Reservation(string Text, string? Resource = null, long? Bytes = null);

/// <summary>How many gears the cartridge may have.</summary>
/// <param name="Max">-1 is no bound.</param>
public sealed record Scaling(int Min = 1, int Max = -1, int Multiplier = -1);

/// <summary>
/// A git address with an optional commit, branch or tag after <c>#</c>, or a path inside the cartridge's package.
/// </summary>
public sealed record TemplateLocation(string Location, string? Commit = null)
{
    /// <summary>A directory of the package rather than a repository elsewhere.</summary>
    public bool IsInPackage =>
        !Location.Contains("://", StringComparison.Ordinal) && !Location.Contains(':', StringComparison.Ordinal);

    public override string ToString() => Commit is null ? Location : $"{Location}#{Commit}";
}

/// <summary>
/// How to find out whether a gear is live: all ports accept, the HTTP path answers 2xx or 3xx, all scripts end with 0.
/// </summary>
public sealed record LivenessCheck
{
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>Asked on the first of <see cref="Ports"/>, or on the web endpoint when there is none.</summary>
    public string? HttpPath { get; init; }

    /// <summary>Commands inside the gear, by absolute path or by the name of a cartridge script.</summary>
    public IReadOnlyList<string> Scripts { get; init; } = [];

    /// <summary>How long one probe may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a new gear may take to become live before it has failed.</summary>
    public TimeSpan StartPeriod { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Failed probes in a row after which a live gear is no longer taken for one.</summary>
    public int Failures { get; init; } = 3;
}
