using System.Collections.Immutable;

namespace Slipway.Platform.Operations;

public enum OperationState
{
    Queued,
    Running,

    /// <summary>A step failed; what was done is being taken back.</summary>
    Undoing,
    Done,
    Failed,

    /// <summary>A later push replaced it before it began.</summary>
    Superseded,
}

/// <summary>
/// One change, as a record: named steps in order, each idempotent, persisted after each. Whatever happens to the
/// server, the record says what is left to do.
/// </summary>
public sealed record Operation(string Id, string Application, DateTimeOffset Created)
{
    /// <summary><c>domain/name</c> of the application, also after its deletion.</summary>
    public required string Subject { get; init; }

    /// <summary>The account that asked for it; empty: the server itself.</summary>
    public required string Account { get; init; }

    public OperationState State { get; init; }

    /// <summary>The step that runs, or that failed.</summary>
    public string? Step { get; init; }

    /// <summary>The steps that are done.</summary>
    public ImmutableArray<string> Finished { get; init; } = [];

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    /// <summary>Why it failed, and what the reader may do.</summary>
    public string? Cause { get; init; }

    public string? NextStep { get; init; }

    public ErrorCode? Error { get; init; }

    /// <summary>What it achieved, in one line.</summary>
    public string? Outcome { get; init; }

    /// <summary>What it was asked to do. Secrets leave it when the operation ends.</summary>
    public required OperationRequest Request { get; init; }

    /// <summary>What its steps have found out. Secrets leave it when the operation ends.</summary>
    public OperationProgress Progress { get; init; } = OperationProgress.None;

    /// <summary>The commit it builds, however it came to the repository; null: none.</summary>
    public string? Commit { get; init; }

    /// <summary>The name of its kind, as it is stored.</summary>
    public string Kind => Request.Kind;

    public bool Ends => State is OperationState.Done or OperationState.Failed or OperationState.Superseded;

    public override string ToString() => $"{Kind} {Id} of {Subject}: {State}";
}
