using Slipway.Engine;

namespace Slipway.SourceToImage;

/// <summary>What a running build tells, free of secrets.</summary>
public abstract record SourceBuildEvent
{
    public sealed record PhaseStarted(SourcePhase Phase) : SourceBuildEvent;

    /// <summary>A line that a script wrote.</summary>
    public sealed record Output(LogLine Line) : SourceBuildEvent;

    public sealed record Warning(string Text) : SourceBuildEvent;

    /// <summary>What Slipway itself did: <c>dependencies are unchanged: reusing their layer</c>.</summary>
    public sealed record Note(string Text) : SourceBuildEvent;
}
