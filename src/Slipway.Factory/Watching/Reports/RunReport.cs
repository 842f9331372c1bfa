using Slipway.Factory.Watching.Queue;

namespace Slipway.Factory.Watching.Reports;

/// <summary>How far a run's result was told.</summary>
/// <param name="Told">The state that was told last; null is none.</param>
/// <param name="Tried">The state that the attempts were made for.</param>
/// <param name="Attempts">That failed.</param>
/// <param name="Next">Not before; null is at once.</param>
/// <param name="Failure">Why the last attempt failed.</param>
/// <param name="Settled">Nothing more is told.</param>
public sealed record RunReport(
    RunState? Told = null, RunState? Tried = null, int Attempts = 0, DateTimeOffset? Next = null,
    string? Failure = null, bool Settled = false);
