namespace Slipway.Engine;

public enum LogStream
{
    Output,
    Error,
}

/// <summary>A line of output of a gear or a build step, without its newline; very long lines are split.</summary>
public sealed record LogLine(DateTimeOffset Time, LogStream Stream, string Text);
