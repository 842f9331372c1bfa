using System.Collections.Immutable;

namespace Slipway.Factory.Watching.Records;

/// <summary>The state of a watch after its last poll.</summary>
/// <param name="LastPolled">The time of the last poll.</param>
/// <param name="Tip">The branch's commit or the image's digest; null when unknown.</param>
/// <param name="Patchsets">The newest patchset of each change.</param>
/// <param name="Failure">The error of the last poll; null when it succeeded.</param>
public sealed record WatchState(
    DateTimeOffset LastPolled, string? Tip, ImmutableDictionary<int, int> Patchsets, string? Failure);

/// <summary>The changes of the state by a poll.</summary>
/// <param name="Tip">Null when it did not change.</param>
/// <param name="Patchsets">Of changes that are new or have a newer patchset.</param>
public sealed record PollResult(
    DateTimeOffset Time, string? Tip, ImmutableDictionary<int, int> Patchsets, string? Failure);
