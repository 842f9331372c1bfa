namespace Slipway.Web.Resources;

/// <param name="Size">The compressed size of all layers, in bytes.</param>
public sealed record ImageResource(string Repository, string Tag, string Digest, long Size, DateTimeOffset? Created);

/// <summary>An image with its configuration, its layers and its inputs.</summary>
/// <param name="Name">As requested.</param>
/// <param name="Platform">Operating system and architecture: <c>linux/amd64</c>.</param>
public sealed record ImageDetailsResource(
    string Name, string Digest, long Size, string Platform, DateTimeOffset? Created)
{
    public string? User { get; init; }

    public string? WorkingDirectory { get; init; }

    public IReadOnlyList<string>? Entrypoint { get; init; }

    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Such as <c>8080/tcp</c>.</summary>
    public IReadOnlyList<string>? Ports { get; init; }

    /// <summary><c>NAME=VALUE</c>.</summary>
    public IReadOnlyList<string>? Environment { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public IReadOnlyList<ImageLayerResource> Layers { get; init; } = [];

    /// <summary>The factory's record; absent when the factory did not build it.</summary>
    public FactoryImageResource? Factory { get; init; }
}

/// <param name="Digest">Of the layer as it is stored.</param>
/// <param name="Size">As it is stored, in bytes.</param>
/// <param name="CreatedBy">The step that created it; absent when unknown.</param>
public sealed record ImageLayerResource(string Digest, long Size, string? CreatedBy);
