namespace Slipway.Web.Resources;

/// <summary>An application.</summary>
public sealed record ApplicationResource(
    string Domain, string Name, string Cartridge, string Url, string GitRemote, int Scale, string State,
    int? Release, DateTimeOffset Created)
{
    public IReadOnlyList<GearResource> Gears { get; init; } = [];

    /// <summary>The limits of each gear.</summary>
    public LimitsResource Limits { get; init; } = new();

    /// <summary>TCP endpoints by name, with their ports on the edge.</summary>
    public IReadOnlyDictionary<string, int> Ports { get; init; } = new Dictionary<string, int>();
}

public sealed record GearResource(
    string Id, int Release, string State, string? Address, int Restarts, DateTimeOffset Started)
{
    /// <summary>The reason when it is not running.</summary>
    public string? Reason { get; init; }
}

/// <param name="Cartridge"><c>name</c> or <c>name:version</c>.</param>
/// <param name="From">URL of a git repository to copy, with <c>#commit</c> if it is not the head; null uses the
/// cartridge's template.</param>
/// <param name="Empty">Creates an empty repository and builds nothing.</param>
/// <param name="Limits">Overrides the server's defaults.</param>
public sealed record NewApplication(
    string Name, string Cartridge, string? Domain = null, string? From = null, bool Empty = false,
    LimitsResource? Limits = null);

public sealed record NewScale(int Gears);

/// <summary>The environment variables to set; a null value removes one.</summary>
public sealed record EnvironmentChange
{
    public required IReadOnlyDictionary<string, string?> Variables { get; init; }
}

public sealed record VariableResource(string Name, string Value, string Origin);
