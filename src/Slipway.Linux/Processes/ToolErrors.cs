namespace Slipway.Linux.Processes;

/// <summary>What goes wrong with programs of the system, in the same words wherever it is found out.</summary>
public static class ToolErrors
{
    private const int MaxLines = 3;

    public static SlipwayException Missing(string tool) =>
        new(ErrorCode.ToolMissing, $"{tool} is not installed", "`slipway doctor` names the package");

    internal static SlipwayException Hanging(string tool, TimeSpan timeout) => new(
        ErrorCode.LimitReached, $"{tool} did not end within {timeout.TotalSeconds:0} s and was killed",
        "try again; if it hangs again, see what it waits for: network, disk or another program");

    internal static SlipwayException Failed(ToolResult result) => new(
        ErrorCode.ToolFailed, $"{result.Command[0]} {string.Join(' ', result.Command.Skip(1).Take(3))} ended with " +
            $"{result.ExitCode}: {LastLines(result)}");

    private static string LastLines(ToolResult result)
    {
        var text = result.Errors.Trim() is { Length: > 0 } errors ? errors : result.Output.Trim();
        return string.Join(" | ", text.Split('\n').TakeLast(MaxLines));
    }
}
