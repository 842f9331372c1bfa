using System.Collections.Immutable;
using Slipway.Platform.Repositories;

namespace Slipway.Platform.Cartridges;

/// <summary>A cartridge that applications may use: what its manifest says, as far as the platform acts on it.</summary>
/// <param name="Manifest">The manifest's text.</param>
/// <param name="Directory">Its stored files on the host: <c>manifest.yml</c>, scripts below <c>scripts</c>.</param>
public sealed record RegisteredCartridge(
    string Name, string Version, string Manifest, string Directory, DateTimeOffset Added)
{
    public required CartridgeProfile Profile { get; init; }

    public string? DisplayName { get; init; }

    public string? Description { get; init; }

    /// <summary>The builder image; null when each build has to name one.</summary>
    public string? Image { get; init; }

    /// <summary>What a new application's repository begins with.</summary>
    public RepositoryTemplate? Template { get; init; }

    /// <summary>Variables whose values the platform generates once for each application.</summary>
    public ImmutableArray<string> Generated { get; init; } = [];

    /// <summary><c>name:version</c>.</summary>
    public string Reference => $"{Name}:{Version}";
}
