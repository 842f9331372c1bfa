using Slipway.Build;
using Slipway.Engine.Builds;

namespace Slipway.SourceToImage;

/// <summary>Explains a failed script to the author of the source.</summary>
internal static class StepFailure
{
    public static SourceBuildException Of(
        StepResult result, SourcePhase phase, SourceBuild build, IReadOnlyList<string> lastLines)
    {
        var script = SourcePhases.NameOf(phase);
        var (message, nextStep) = result.End switch
        {
            StepEnd.TimedOut =>
                ($"{script} did not end within the build's {Time(build.Timeout)}",
                    "find what it waits for, or allow the build more time"),
            StepEnd.OutOfMemory =>
                ($"{script} was ended because it used more than {Bytes(build.Limits.Memory)} of memory",
                    "let it use less at a time, or allow the build more memory"),
            StepEnd.DiskFull => ($"{script} wrote more than {Bytes(build.Limits.Disk)}",
                "leave out what the application does not need, or allow the build more disk"),
            StepEnd.TooManyProcesses =>
                ($"{script} wanted more than {build.Limits.Pids} processes",
                    "run fewer jobs in parallel, or allow the build more processes"),
            _ => ($"{script} ended with exit code {result.Code}{ExitCodeMeaning.Of(result.Code)}",
                "the lines above are the last it wrote; correct the source and build again"),
        };
        return new SourceBuildException(phase, message, nextStep)
        {
            ExitCode = result.Code, LastLines = lastLines,
        };
    }

    private static string Time(TimeSpan time) =>
        time.TotalMinutes >= 2 ? $"{time.TotalMinutes:0} minutes" : $"{time.TotalSeconds:0.#} seconds";

    private static string Bytes(long? bytes) => bytes switch
    {
        null => "the machine has",
        >= 1 << 20 => $"{bytes / (1 << 20)} MiB",
        _ => $"{bytes} bytes",
    };
}
