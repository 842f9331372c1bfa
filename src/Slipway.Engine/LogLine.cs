namespace Slipway.Engine;

public enum LogStream
{
    Output,
    Error,
}

/// <summary>
/// A line that a gear or a build step wrote, without its newline; very long lines are cut into several.
/// </summary>
public sealed record LogLine(DateTimeOffset Time, LogStream Stream, string Text);
