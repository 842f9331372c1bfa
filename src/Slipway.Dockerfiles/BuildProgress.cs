using Slipway.Engine;
using Slipway.Oci;

namespace Slipway.Dockerfiles;

/// <summary>Progress events of a build, in order.</summary>
public abstract record BuildProgress
{
    private BuildProgress()
    {
    }

    public sealed record Warning(string Text) : BuildProgress;

    /// <param name="Number">1-based, of <paramref name="Count"/>; includes FROM.</param>
    /// <param name="Stage">The stage's name or number.</param>
    /// <param name="Text">The instruction as written.</param>
    public sealed record StepStarted(int Number, int Count, string Stage, string Text) : BuildProgress;

    /// <summary>A line of a step's output; values of secrets are masked.</summary>
    public sealed record Output(int Number, LogLine Line) : BuildProgress;

    /// <param name="Layer">The diff id of its layer; null when it made none.</param>
    public sealed record StepEnded(int Number, bool Cached, TimeSpan Duration, Digest? Layer) : BuildProgress;

    public sealed record Stored(ImageReference Name, Digest Digest, TimeSpan Duration) : BuildProgress;
}
