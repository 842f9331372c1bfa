namespace Slipway.Git.Processes;

internal static class GitErrors
{
    private const int MaxLines = 3;

    /// <summary>git ended with an error; the message holds its last lines, without control characters.</summary>
    public static SlipwayException Failed(string verb, int code, string errors) =>
        new(ErrorCode.ToolFailed, $"git {verb} ended with {code}: {LastLines(errors)}");

    private static string LastLines(string errors) => string.Join(" | ",
        errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(MaxLines)
            .Select(Pushes.TerminalSafeLine.Of));
}
