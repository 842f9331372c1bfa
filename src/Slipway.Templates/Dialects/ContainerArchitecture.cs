namespace Slipway.Templates.Dialects;

/// <summary>
/// The variables of the container build architecture's Dockerfile templates: <c>FROM {{ namespace }}/{{ image_prefix
/// }}base:{{ tag }}</c>.
/// </summary>
public sealed record ContainerArchitecture
{
    public required string Namespace { get; init; }

    /// <summary>Before the name of each image; may be empty.</summary>
    public string ImagePrefix { get; init; } = "";

    public required string Tag { get; init; }

    public required string Maintainer { get; init; }

    /// <summary>Instructions that every image ends with; may be empty.</summary>
    public string IncludeFooter { get; init; } = "";

    /// <summary>As templates name them.</summary>
    public IReadOnlyDictionary<string, object?> Variables => new Dictionary<string, object?>
    {
        ["namespace"] = Namespace,
        ["image_prefix"] = ImagePrefix,
        ["tag"] = Tag,
        ["maintainer"] = Maintainer,
        ["include_footer"] = IncludeFooter,
    };
}
