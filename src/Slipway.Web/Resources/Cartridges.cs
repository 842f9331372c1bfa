namespace Slipway.Web.Resources;

public sealed record CartridgeResource(
    string Name, string Version, string DisplayName, string Description, string Image)
{
    public string? ImageDigest { get; init; }

    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<string> Scripts { get; init; } = [];

    /// <summary>The manifest as it was added.</summary>
    public string? Manifest { get; init; }
}

public sealed record ServerResource(string Version, string EdgeUrl, string Domain, string User);
