using Slipway.Engine;

namespace Slipway.SourceToImage;

/// <summary>Progress events of a build, with masked secrets.</summary>
public abstract record SourceBuildEvent
{
    public sealed record PhaseStarted(SourcePhase Phase) : SourceBuildEvent;

    /// <summary>A line of a script's output.</summary>
    public sealed record Output(LogLine Line) : SourceBuildEvent;

    public sealed record Warning(string Text) : SourceBuildEvent;

    /// <summary>An action of the builder: <c>dependencies are unchanged: reusing their layer</c>.</summary>
    public sealed record Note(string Text) : SourceBuildEvent;
}
