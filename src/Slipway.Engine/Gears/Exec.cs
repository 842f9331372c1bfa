namespace Slipway.Engine.Gears;

/// <summary>A command to run inside a running gear.</summary>
public sealed record ExecSpec
{
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Gives the command a terminal, which merges its output into one stream.</summary>
    public bool Terminal { get; init; }

    /// <summary>Keeps standard input open for <see cref="IExecSession.Input"/>; otherwise it is empty.</summary>
    public bool Input { get; init; }

    public IReadOnlyList<string> Environment { get; init; } = [];

    public string? User { get; init; }

    public string? WorkingDirectory { get; init; }
}

/// <summary>A chunk of a command's output.</summary>
public sealed record ExecOutput(LogStream Stream, ReadOnlyMemory<byte> Bytes);

/// <summary>A running command. Disposing it kills the command.</summary>
public interface IExecSession : IAsyncDisposable
{
    /// <summary>The command's standard input; disposing it sends end of input.</summary>
    Stream Input { get; }

    IAsyncEnumerable<ExecOutput> ReadAsync(CancellationToken cancel);

    Task ResizeAsync(int rows, int columns, CancellationToken cancel);

    /// <summary>The exit code, 128 + n for signal n, after all output was read.</summary>
    Task<int> WaitAsync(CancellationToken cancel);
}
