namespace Slipway.Web.Resources;

/// <param name="Size">Of all layers as they are stored, in bytes.</param>
public sealed record ImageResource(string Repository, string Tag, string Digest, long Size, DateTimeOffset? Created);

/// <summary>An image, how containers of it are run, and what it is made of.</summary>
/// <param name="Name">As it was asked for.</param>
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

    /// <summary>How the factory made it; absent when it did not.</summary>
    public FactoryImageResource? Factory { get; init; }
}

/// <param name="Digest">Of the layer as it is stored.</param>
/// <param name="Size">As it is stored, in bytes.</param>
/// <param name="CreatedBy">The step that made it; absent when the image does not say.</param>
public sealed record ImageLayerResource(string Digest, long Size, string? CreatedBy);
