using System.Collections.Immutable;

namespace Slipway.Dockerfiles;

public enum DockerfileError
{
    /// <summary>A syntax error of the Dockerfile.</summary>
    Syntax,

    /// <summary>A limit on size or number is exceeded.</summary>
    Limit,

    /// <summary>A file to copy or mount is missing, excluded, or outside of the context.</summary>
    Source,

    /// <summary>A base image, or an image to copy from, does not exist.</summary>
    Image,

    /// <summary>The request lacks a target or a secret that the Dockerfile needs.</summary>
    Request,

    /// <summary>A step failed.</summary>
    Step,
}

/// <summary>A failed build: the cause, the line of the Dockerfile, and the next step.</summary>
public sealed class DockerfileException(
    DockerfileError error, string message, int? line = null, string? nextStep = null, Exception? inner = null)
    : SlipwayException(CodeOf(error), line is null ? message : $"line {line}: {message}", nextStep, inner)
{
    public DockerfileError Error { get; } = error;

    /// <summary>1-based; null when the error has no line.</summary>
    public int? Line { get; } = line;

    /// <summary>The last lines of a failed step's output.</summary>
    public ImmutableArray<string> LastLines { get; init; } = [];

    /// <summary>The exit code of the step's command, if it exited by itself.</summary>
    public int? ExitCode { get; init; }

    private static ErrorCode CodeOf(DockerfileError error) => error switch
    {
        DockerfileError.Syntax => ErrorCode.DockerfileSyntax,
        DockerfileError.Limit => ErrorCode.DockerfileLimit,
        DockerfileError.Source => ErrorCode.DockerfileSource,
        DockerfileError.Image => ErrorCode.DockerfileImage,
        DockerfileError.Request => ErrorCode.DockerfileRequest,
        _ => ErrorCode.DockerfileStep,
    };

    internal static DockerfileException Syntax(int line, string message, string? nextStep = null) =>
        new(DockerfileError.Syntax, message, line, nextStep);
}
