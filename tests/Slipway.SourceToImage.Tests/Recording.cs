using Slipway.SourceToImage;

namespace Slipway.SourceToImage.Tests;

/// <summary>What a build item.</summary>
internal sealed class Recording
{
    private readonly List<SourceBuildEvent> _events = [];

    public IEnumerable<string> Lines => _events.OfType<SourceBuildEvent.Output>().Select(output => output.Line.Text);

    public IEnumerable<SourcePhase> Phases =>
        _events.OfType<SourceBuildEvent.PhaseStarted>().Select(phase => phase.Phase);

    public string Everything => string.Join('\n', _events);

    public ValueTask Tell(SourceBuildEvent item)
    {
        _events.Add(item);
        return ValueTask.CompletedTask;
    }
}
