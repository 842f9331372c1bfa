using Slipway.Engine.Builds;

namespace Slipway.Build.Source;

/// <summary>What a failed script means to whoever pushed the source.</summary>
internal static class StepFailure
{
    public static SourceBuildException Of(StepResult result, SourcePhase phase, SourceBuild build, IReadOnlyList<string> lastLines)
    {
        var script = SourcePhases.NameOf(phase);
        var (error, message, nextStep) = result.End switch
        {
            StepEnd.TimedOut => (SourceBuildError.TimedOut, $"{script} did not end within the build's {Time(build.Timeout)}",
                "find what it waits for, or allow the build more time"),
            StepEnd.OutOfMemory =>
                (SourceBuildError.OutOfMemory, $"{script} was ended because it used more than {Bytes(build.Limits.Memory)} of memory",
                    "let it use less at a time, or allow the build more memory"),
            StepEnd.DiskFull => (SourceBuildError.DiskFull, $"{script} wrote more than {Bytes(build.Limits.Disk)}",
                "leave out what the application does not need, or allow the build more disk"),
            StepEnd.TooManyProcesses =>
                (SourceBuildError.TooManyProcesses, $"{script} wanted more than {build.Limits.Pids} processes",
                    "run fewer jobs in parallel, or allow the build more processes"),
            _ => (SourceBuildError.ScriptFailed, $"{script} ended with exit code {result.Code}{Meaning(result.Code)}",
                "the lines above are the last it wrote; correct the source and build again"),
        };
        return new SourceBuildException(error, phase, message, nextStep) { ExitCode = result.Code, LastLines = lastLines };
    }

    /// <summary>What an exit code of a shell or runtime says besides, in parentheses; empty for most.</summary>
    public static string Meaning(int code) => code switch
    {
        126 => " (it could not be executed)",
        127 => " (a command was not found)",
        > 128 and < 128 + 65 => $" (signal {code - 128})",
        _ => "",
    };

    private static string Time(TimeSpan time) => time.TotalMinutes >= 2 ? $"{time.TotalMinutes:0} minutes" : $"{time.TotalSeconds:0.#} seconds";

    private static string Bytes(long? bytes) => bytes switch
    {
        null => "the machine has",
        >= 1 << 20 => $"{bytes / (1 << 20)} MiB",
        _ => $"{bytes} bytes",
    };
}
