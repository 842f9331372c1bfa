using System.Collections.Immutable;

namespace Slipway.Factory.Watching.Polling;

/// <summary>What a watch saw until now.</summary>
/// <param name="LastPolled">The last time.</param>
/// <param name="Tip">The branch's commit or the image's digest; null when it was never seen.</param>
/// <param name="Patchsets">The newest patchset of each change.</param>
/// <param name="Failure">Why the last look failed; null when it did not.</param>
public sealed record WatchState(
    DateTimeOffset LastPolled, string? Tip, ImmutableDictionary<int, int> Patchsets, string? Failure);

/// <summary>What a look adds to it.</summary>
/// <param name="Tip">Null when it did not move.</param>
/// <param name="Patchsets">Of changes that are new or have a newer one.</param>
public sealed record PollResult(
    DateTimeOffset Time, string? Tip, ImmutableDictionary<int, int> Patchsets, string? Failure);
