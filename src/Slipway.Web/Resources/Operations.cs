namespace Slipway.Web.Resources;

/// <summary>
/// A long-running change. <see cref="State"/> is queued, running, undoing, done, failed or superseded.
/// </summary>
public sealed record OperationResource(
    string Id, string Kind, string? Application, string State, string? Step, DateTimeOffset Started)
{
    /// <summary>The account that requested it.</summary>
    public string? Account { get; init; }

    public DateTimeOffset? Ended { get; init; }

    /// <summary>Set when it failed.</summary>
    public ProblemResource? Problem { get; init; }

    /// <summary>The result, as one line.</summary>
    public string? Result { get; init; }
}

/// <summary>
/// An event of an operation's stream: <c>step</c>, <c>log</c>, <c>image</c>, or <c>end</c> with the operation itself.
/// </summary>
public sealed record OperationEvent(string Kind, string? Text, DateTimeOffset Time)
{
    /// <summary>Increases; continue after the last one seen. Progress that ends with its request has none.</summary>
    public long? Sequence { get; init; }

    public OperationResource? Operation { get; init; }

    /// <summary>For an event <c>image</c>: the state of an image of the factory.</summary>
    public ImageResultResource? Image { get; init; }
}

/// <summary>RFC 9457 problem details with a stable <see cref="Code"/> and the next step.</summary>
public sealed record ProblemResource(string Title, int Status, string Code)
{
    public string? Type { get; init; }

    public string? Detail { get; init; }

    public string? NextStep { get; init; }

    /// <summary>What the server's log has the request under.</summary>
    public string? RequestId { get; init; }

    /// <summary>The last lines of the log before the error.</summary>
    public IReadOnlyList<string>? Log { get; init; }
}
