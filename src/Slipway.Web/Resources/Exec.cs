namespace Slipway.Web.Resources;

/// <summary>
/// The first, textual message of an exec WebSocket. All others are binary: the first byte is the
/// <see cref="ExecChannel"/>, the rest its data.
/// </summary>
public sealed record ExecRequest(IReadOnlyList<string> Command)
{
    public bool Terminal { get; init; }

    public bool Input { get; init; }

    /// <summary>The gear to use; null is any that serves.</summary>
    public string? Gear { get; init; }

    public TerminalSize? Size { get; init; }
}

public sealed record TerminalSize(int Rows, int Columns);

public enum ExecChannel : byte
{
    /// <summary>Client to server; empty is the end of input.</summary>
    Input = 0,

    Output = 1,

    Error = 2,

    /// <summary>Server to client, the last message: the exit code in decimal.</summary>
    Exit = 3,

    /// <summary>Client to server: a <see cref="TerminalSize"/> as JSON.</summary>
    Resize = 4,

    /// <summary>Server to client, instead of an exit code: a <see cref="ProblemResource"/> as JSON.</summary>
    Problem = 5,
}
