using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.SourceToImage;

/// <summary>What a build made.</summary>
public sealed record SourceBuildResult(Image Image, Digest Input)
{
    /// <summary>An artifact of the same input was known: nothing was run.</summary>
    public bool Unchanged { get; init; }

    /// <summary>The dependency layer was taken from an earlier build.</summary>
    public bool DependenciesReused { get; init; }

    /// <summary>What the previous artifact saved was given to <c>assemble</c>.</summary>
    public bool ArtifactsReused { get; init; }

    public IReadOnlyList<PhaseTime> Phases { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];
}

public sealed record PhaseTime(SourcePhase Phase, TimeSpan Time);
