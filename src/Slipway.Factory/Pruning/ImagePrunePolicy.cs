using Slipway.Factory.Pipeline;

namespace Slipway.Factory.Pruning;

/// <summary>
/// How long images are kept that nobody needs (seed 002: master long for investigations, all else rotated weekly,
/// exceptions longer).
/// </summary>
public sealed record ImagePrunePolicy
{
    /// <summary>The branch whose images are kept long.</summary>
    public string MainBranch { get; init; } = FactoryBuildRequest.MainBranch;

    public TimeSpan Main { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Of other branches and of changes.</summary>
    public TimeSpan Others { get; init; } = TimeSpan.FromDays(7);
}
