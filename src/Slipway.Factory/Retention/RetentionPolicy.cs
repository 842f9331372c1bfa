using Slipway.Factory.Pipeline;

namespace Slipway.Factory.Retention;

/// <summary>How long images are kept that nobody needs (seed 002: master long for investigations, all else rotated weekly, exceptions longer).</summary>
public sealed record RetentionPolicy
{
    /// <summary>The branch whose images are kept long.</summary>
    public string MainBranch { get; init; } = FactoryRun.MainBranch;

    public TimeSpan Main { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Of other branches and of changes.</summary>
    public TimeSpan Others { get; init; } = TimeSpan.FromDays(7);
}
