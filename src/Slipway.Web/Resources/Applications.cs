namespace Slipway.Web.Resources;

/// <summary>An application as the API shows it.</summary>
public sealed record ApplicationResource(
    string Domain, string Name, string Cartridge, string Url, string GitRemote, int Scale, string State,
    int? Release, DateTimeOffset Created)
{
    public IReadOnlyList<GearResource> Gears { get; init; } = [];

    /// <summary>Of each gear.</summary>
    public LimitsResource Limits { get; init; } = new();

    /// <summary>TCP endpoints by name and the edge port they have.</summary>
    public IReadOnlyDictionary<string, int> Ports { get; init; } = new Dictionary<string, int>();
}

public sealed record GearResource(
    string Id, int Release, string State, string? Address, int Restarts, DateTimeOffset Started)
{
    /// <summary>Why it is not running, when it is not.</summary>
    public string? Reason { get; init; }
}

/// <param name="Cartridge"><c>name</c> or <c>name:version</c>.</param>
/// <param name="From">Git address of the first source, with <c>#commit</c> when it is not the head; null is the
/// cartridge's template.</param>
/// <param name="Empty">The repository begins empty and nothing is built.</param>
/// <param name="Limits">Over the server's defaults.</param>
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
