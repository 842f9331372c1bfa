using System.Globalization;
using Slipway.Dockerfiles;

namespace Slipway.Web.Endpoints;

/// <summary>Formats the progress of a Dockerfile build as events of a stream.</summary>
internal static class DockerfileLines
{
    /// <returns>The event's kind and text; null for events that are not shown.</returns>
    public static (string Kind, string Text)? Of(BuildProgress progress) => progress switch
    {
        BuildProgress.Warning warning => ("log", $"warning: {warning.Text}"),
        BuildProgress.StepStarted step => ("step", $"[{step.Number}/{step.Count}] {FirstLine(step.Text)}"),
        BuildProgress.Output output => ("log", output.Line.Text),
        BuildProgress.StepEnded { Cached: true } => ("log", "cached"),
        BuildProgress.StepEnded { Duration.TotalSeconds: >= 1 } ended =>
            ("log", string.Create(CultureInfo.InvariantCulture, $"done in {ended.Duration.TotalSeconds:0.0} s")),
        _ => null,
    };

    private static string FirstLine(string text) =>
        text.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var end ? text[..end] + " …" : text;
}
