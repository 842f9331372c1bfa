using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.SourceToImage;

/// <summary>The result of a build.</summary>
public sealed record SourceBuildResult(Image Image, Digest Input)
{
    /// <summary>An artifact of the same input was cached: nothing was run.</summary>
    public bool Unchanged { get; init; }

    /// <summary>The dependency layer was cached.</summary>
    public bool DependenciesReused { get; init; }

    /// <summary>The previous artifact's files were given to <c>assemble</c>.</summary>
    public bool ArtifactsReused { get; init; }

    public IReadOnlyList<PhaseTime> Phases { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];
}

public sealed record PhaseTime(SourcePhase Phase, TimeSpan Time);
