using System.Collections.Immutable;

namespace Slipway.Dockerfiles;

/// <summary>A failed build: the cause, the line of the Dockerfile, and the next step.</summary>
public sealed class DockerfileException(
    ErrorCode code, string message, int? line = null, string? nextStep = null, Exception? inner = null)
    : SlipwayException(code, line is null ? message : $"line {line}: {message}", nextStep, inner)
{
    /// <summary>1-based; null when the error has no line.</summary>
    public int? Line { get; } = line;

    /// <summary>The last lines of a failed step's output.</summary>
    public ImmutableArray<string> LastLines { get; init; } = [];

    /// <summary>The exit code of the step's command, if it exited by itself.</summary>
    public int? ExitCode { get; init; }

    internal static DockerfileException Syntax(int line, string message, string? nextStep = null) =>
        new(ErrorCode.DockerfileSyntax, message, line, nextStep);
}
