using System.Collections.Immutable;

namespace Slipway.Dockerfiles;

public enum DockerfileError
{
    /// <summary>The Dockerfile is not what its grammar asks for.</summary>
    Syntax,

    /// <summary>A bound on size or number is exceeded.</summary>
    Limit,

    /// <summary>A file to copy or mount is missing, excluded, or outside what may be read.</summary>
    Source,

    /// <summary>A base image, or an image to copy from, is not stored.</summary>
    Image,

    /// <summary>The request lacks something the Dockerfile needs: a target, a secret.</summary>
    Request,

    /// <summary>A step was carried out and failed.</summary>
    Step,
}

/// <summary>
/// Why an image could not be built: the cause, the line of the Dockerfile, and what the reader may do next.
/// </summary>
public sealed class DockerfileException(
    DockerfileError error, string message, int? line = null, string? nextStep = null, Exception? inner = null)
    : SlipwayException(CodeOf(error), line is null ? message : $"line {line}: {message}", nextStep, inner)
{
    public DockerfileError Error { get; } = error;

    /// <summary>1-based; null when no single line is at fault.</summary>
    public int? Line { get; } = line;

    /// <summary>The last lines that a failing step wrote.</summary>
    public ImmutableArray<string> LastLines { get; init; } = [];

    /// <summary>The exit code of the step's command, when it ended by itself.</summary>
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
