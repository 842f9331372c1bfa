namespace Slipway.Cartridges.Manifests;

/// <summary>A required feature; in V2 an entry can be a list of alternatives.</summary>
public sealed record Requirement(IReadOnlyList<string> AnyOf)
{
    public bool Equals(Requirement? other) => other is not null && AnyOf.SequenceEqual(other.AnyOf);

    public override int GetHashCode() => AnyOf.Count > 0 ? AnyOf[0].GetHashCode(StringComparison.Ordinal) : 0;

    public override string ToString() => string.Join(" or ", AnyOf);
}

/// <summary>An environment variable or value documented for the cartridge's users (<c>Cart-Data</c>).</summary>
/// <param name="Type"><c>environment</c> or <c>cart_data</c>.</param>
public sealed record CartridgeDatum(string Key, string? Type, string? Description);

/// <summary>Something a cartridge publishes or subscribes to.</summary>
/// <param name="Type">In V2's syntax: <c>NET_TCP:db:connection-info</c>, <c>ENV:*</c>.</param>
public sealed record Connector(string Name, string Type, bool Required = false);

/// <summary>A minimum resource of a gear, in V2's syntax: <c>MEM >= 10MB</c>.</summary>
/// <param name="Bytes">The amount in bytes if it is a valid size.</param>
public sealed record Reservation(string Text, string? Resource = null, long? Bytes = null);

/// <summary>The allowed number of gears.</summary>
/// <param name="Max">-1 means no limit.</param>
public sealed record Scaling(int Min = 1, int Max = -1, int Multiplier = -1);

/// <summary>
/// A git URL with an optional commit, branch or tag after <c>#</c>, or a path inside the cartridge's package.
/// </summary>
public sealed record TemplateLocation(string Location, string? Commit = null)
{
    /// <summary>Whether it is a directory of the package rather than a remote repository.</summary>
    public bool IsInPackage =>
        !Location.Contains("://", StringComparison.Ordinal) && !Location.Contains(':', StringComparison.Ordinal);

    public override string ToString() => Commit is null ? Location : $"{Location}#{Commit}";
}

/// <summary>
/// The readiness check of a gear: all ports accept connections, the HTTP path returns 2xx or 3xx, all scripts exit with
/// 0.
/// </summary>
public sealed record LivenessCheck
{
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>Requested on the first of <see cref="Ports"/>, or on the web endpoint when there is none.</summary>
    public string? HttpPath { get; init; }

    /// <summary>Commands run inside the gear: absolute paths, or names of cartridge scripts.</summary>
    public IReadOnlyList<string> Scripts { get; init; } = [];

    /// <summary>The timeout of one probe.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time that a new gear may take to become ready.</summary>
    public TimeSpan StartPeriod { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Consecutive failed probes after which a gear is not ready.</summary>
    public int Failures { get; init; } = 3;
}
