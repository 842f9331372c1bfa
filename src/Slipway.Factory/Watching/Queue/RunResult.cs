using Slipway.Factory.Pipeline;
using Slipway.Factory.Watching.Records;

namespace Slipway.Factory.Watching.Queue;

/// <summary>The result of a run, as one line.</summary>
internal static class RunResult
{
    private const int MaxErrorLength = 300;

    public static WatchRun Of(WatchRun run, FactoryReport report)
    {
        var failed = report.Images.Where(image => image.State == ImageState.Failed).ToList();
        var others = report.Images.Count(image => image.State is ImageState.Failed or ImageState.Blocked) - 1;
        return run with
        {
            State = report.Succeeded ? RunState.Succeeded : RunState.Failed,
            Cause = failed.Count == 0 ? null : $"{failed[0].Image}: " +
                $"{Line(failed[0].Cause)}{(others > 0 ? $" (and {others} more failed or blocked)" : "")}",
            Images =
            [
                .. report.Images.Select(image => new RunImage(
                    image.Image, image.State.ToString().ToLowerInvariant(), image.Record?.ToString(),
                    image.Cause is null ? null : Line(image.Cause))),
            ],
        };
    }

    public static WatchRun Of(WatchRun run, Exception failure) =>
        run with { State = RunState.Failed, Cause = Line(failure.Message) };

    private static string Line(string? text)
    {
        var line = string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return string.Concat(line.Take(MaxErrorLength).Select(c => char.IsControl(c) ? '\uFFFD' : c))
            + (line.Length > MaxErrorLength ? "…" : "");
    }
}
