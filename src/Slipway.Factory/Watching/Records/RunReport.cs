using System.Text.Json.Serialization;

namespace Slipway.Factory.Watching.Records;

/// <summary>The progress of a run's report. Stored by name: one that is renamed keeps its stored one.</summary>
/// <param name="Sent">The last reported state; null is none.</param>
/// <param name="Tried">The state of the current attempts.</param>
/// <param name="Attempts">The number of failed ones.</param>
/// <param name="Next">The earliest time of the next attempt; null is at once.</param>
/// <param name="Failure">The error of the last attempt.</param>
/// <param name="Settled">Nothing more will be reported.</param>
public sealed record RunReport(
    [property: JsonPropertyName("told")] RunState? Sent = null,
    RunState? Tried = null, int Attempts = 0, DateTimeOffset? Next = null,
    string? Failure = null, bool Settled = false);
