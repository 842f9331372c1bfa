using Slipway.Oci;

namespace Slipway.Platform.Artifacts;

/// <summary>A deployment artifact: the image that a build made, and what it was made of.</summary>
/// <param name="Build">The number of the build that made it.</param>
/// <param name="Image">The digest of its manifest.</param>
public sealed record Artifact(string Application, int Build, Digest Image, DateTimeOffset Created)
{
    /// <summary><c>domain/application:bN</c>.</summary>
    public required string Reference { get; init; }

    public string? Commit { get; init; }

    public required string Cartridge { get; init; }

    /// <summary>The cartridge image that it was built on.</summary>
    public Digest? CartridgeImage { get; init; }

    /// <summary>The base image below the cartridge, when the cartridge says which.</summary>
    public Digest? BaseImage { get; init; }

    /// <summary>Of all that went into the build; the same input makes the same artifact.</summary>
    public string? Input { get; init; }
}
