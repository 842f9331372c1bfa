namespace Slipway.Platform.Operations;

public enum OperationEventKind
{
    /// <summary>A step began; the text is its name.</summary>
    Step,

    /// <summary>What the platform does, for people.</summary>
    Progress,

    /// <summary>A line that a command of the build wrote.</summary>
    Log,

    /// <summary>The last event: outcome or cause.</summary>
    End,
}

/// <summary>Something that an operation tells its watchers.</summary>
/// <param name="Sequence">Grows; a follower that comes back asks for what is after the last one it has seen.</param>
public sealed record OperationEvent(long Sequence, DateTimeOffset Time, OperationEventKind Kind, string Text);
