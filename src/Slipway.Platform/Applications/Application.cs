using Slipway.Engine;

namespace Slipway.Platform.Applications;

public enum ApplicationState
{
    Creating,
    Active,
    Deleting,
}

/// <summary>What a team runs: source, builds, releases and gears under one name.</summary>
/// <param name="Id">Never used again, also when the name is.</param>
public sealed record Application(string Id, string Domain, string Name, DateTimeOffset Created)
{
    /// <summary><c>name:version</c> of the cartridge that the next build uses.</summary>
    public required string Cartridge { get; init; }

    /// <summary>How many gears serve.</summary>
    public int Scale { get; init; } = 1;

    public ApplicationState State { get; init; }

    /// <summary>The number of the release that serves; null before the first.</summary>
    public int? Release { get; init; }

    /// <summary>Of each gear.</summary>
    public ResourceLimits Limits { get; init; } = new();

    /// <summary>Host label, backend name and image repository begin with these.</summary>
    public string Label => $"{Name}-{Domain}";

    public override string ToString() => $"{Domain}/{Name}";
}
