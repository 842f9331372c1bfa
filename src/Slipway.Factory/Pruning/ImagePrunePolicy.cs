using Slipway.Factory.Records;

namespace Slipway.Factory.Pruning;

/// <summary>
/// How long unused images are kept (seed 002: the main branch long for investigations, all others for a week,
/// exceptions longer).
/// </summary>
public sealed record ImagePrunePolicy
{
    /// <summary>The branch whose images are kept longer.</summary>
    public string MainBranch { get; init; } = ImageRecord.MainBranch;

    public TimeSpan Main { get; init; } = TimeSpan.FromDays(365);

    /// <summary>For other branches and changes.</summary>
    public TimeSpan Others { get; init; } = TimeSpan.FromDays(7);
}
