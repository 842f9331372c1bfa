using Slipway.Engine;
using Slipway.Oci;

namespace Slipway.Dockerfiles;

/// <summary>What a build tells while it goes on, in order.</summary>
public abstract record BuildProgress
{
    private BuildProgress()
    {
    }

    public sealed record Warning(string Text) : BuildProgress;

    /// <param name="Number">1-based, of <paramref name="Count"/>; FROM counts.</param>
    /// <param name="Stage">The stage's name or number.</param>
    /// <param name="Text">The instruction as written.</param>
    public sealed record StepStarted(int Number, int Count, string Stage, string Text) : BuildProgress;

    /// <summary>A line that a step's command wrote; values of secrets are masked.</summary>
    public sealed record Output(int Number, LogLine Line) : BuildProgress;

    /// <param name="Layer">The diff id of the layer it made; null when it made none.</param>
    public sealed record StepEnded(int Number, bool Cached, TimeSpan Duration, Digest? Layer) : BuildProgress;

    public sealed record Stored(ImageReference Name, Digest Digest, TimeSpan Duration) : BuildProgress;
}
