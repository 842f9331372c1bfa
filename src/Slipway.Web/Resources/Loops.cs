namespace Slipway.Web.Resources;

/// <summary>How one of the server's background loops is doing.</summary>
/// <param name="Failures">Rounds that failed one after the other; 0 when the last one went well.</param>
public sealed record LoopResource(string Name, int Failures)
{
    public DateTimeOffset? LastRound { get; init; }

    public DateTimeOffset? FailingSince { get; init; }

    public string? LastError { get; init; }
}
