using System.Globalization;
using System.Text.Json;
using Slipway.Linux.Cgroups;

namespace Slipway.Engine.Builds;

/// <summary>Determines why a step ended, from its exit code, its cgroup's events and the runtime's log.</summary>
internal static class StepEndReason
{
    private const int NotFound = 127;
    private const int NotExecutable = 126;
    private const int RuntimeFailed = 1;
    private const string Failure = "runc run failed: ";

    /// <exception cref="SlipwayException">The step was never started.</exception>
    internal static StepResult Of(int code, StepEnd end, Cgroup cgroup, string runtimeLog)
    {
        if (end != StepEnd.Exited)
            return new StepResult(code, end);
        if (code == RuntimeFailed && FailureIn(runtimeLog) is { } failure)
            return NotStarted(failure);
        if (code != 0
            && Count(cgroup, "memory", CgroupTree.IsVersion2 ? "memory.events" : "memory.oom_control", "oom_kill") > 0)
            return new StepResult(code, StepEnd.OutOfMemory);
        if (code != 0 && Count(cgroup, "pids", "pids.events", "max") > 0)
            return new StepResult(code, StepEnd.TooManyProcesses);
        return new StepResult(code, StepEnd.Exited);
    }

    /// <summary>
    /// A missing command is the step's fault and gets the shell's exit code; the runtime has logged the reason.
    /// </summary>
    private static StepResult NotStarted(string failure)
    {
        if (failure.Contains("executable file not found", StringComparison.Ordinal)
            || IsExec(failure, "no such file or directory"))
            return new StepResult(NotFound, StepEnd.Exited);
        if (IsExec(failure, "permission denied") || IsExec(failure, "exec format error"))
            return new StepResult(NotExecutable, StepEnd.Exited);
        throw new SlipwayException(ErrorCode.EngineRuntime,
            $"the container of the build step could not be started: {failure}", "see `slipway doctor`");
    }

    private static bool IsExec(string failure, string reason) =>
        failure.Contains("exec", StringComparison.Ordinal) && failure.EndsWith(reason, StringComparison.Ordinal);

    private static long Count(Cgroup cgroup, string controller, string file, string name) =>
        (cgroup.Read(controller, file) ?? "").Split('\n').Select(line => line.Split(' '))
            .Where(fields => fields.Length == 2 && fields[0] == name)
            .Select(fields => long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                ? count
                : 0).FirstOrDefault();

    private static string? FailureIn(string runtimeLog)
    {
        if (!File.Exists(runtimeLog))
            return null;
        foreach (var line in File.ReadLines(runtimeLog).Take(1000))
            if (MessageOf(line) is { } message && message.StartsWith(Failure, StringComparison.Ordinal))
                return message[Failure.Length..];
        return null;
    }

    private static string? MessageOf(string line)
    {
        try
        {
            using var entry = JsonDocument.Parse(line);
            return entry.RootElement.TryGetProperty("msg", out var message) ? message.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
