using Microsoft.AspNetCore.Http;
using Slipway.Build.Dockerfiles;
using Slipway.Build.Factory.DebianBase;
using Slipway.Engine;
using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Platform;
using Slipway.Registry.Content;
using Slipway.Web.Resources;

namespace Slipway.Web.Problems;

/// <summary>The one place where exceptions become HTTP answers (RFC 9457).</summary>
public static class ProblemMapping
{
    public static ProblemResource Of(Exception exception) => exception switch
    {
        PlatformException e => Problem(StatusOf(e.Error), CodeOf(e.Error.ToString()), e.Message, e.NextStep),
        EngineException e => Problem(StatusOf(e.Error), "engine-" + CodeOf(e.Error.ToString()), e.Message, e.NextStep),
        UnauthorizedAccessException => Problem(StatusCodes.Status401Unauthorized, "unauthorized", "the token is missing, unknown or expired", "run `slipway login URL`"),
        DockerfileException e => Problem(StatusCodes.Status422UnprocessableEntity, "dockerfile-" + CodeOf(e.Error.ToString()), e.Message, e.NextStep) with { Log = e.LastLines },
        DebianBaseException e => Problem(StatusCodes.Status503ServiceUnavailable, "debian-base", e.Message, e.NextStep),
        OciFormatException e => Problem(StatusCodes.Status422UnprocessableEntity, "malformed", e.Message, "see that the file is whole and what it should be, then send it again"),
        ContentNotFoundException e => Problem(StatusCodes.Status404NotFound, "not-found", e.Message, "`slipway image list` shows what there is"),
        IOException when DiskSpace.IsCauseOf(exception) =>
            Problem(StatusCodes.Status507InsufficientStorage, "disk-full", "the server's disk is full", "free space on it, such as images that nobody needs, then try again"),
        BadHttpRequestException e => Problem(e.StatusCode, "bad-request", e.Message),
        _ => Problem(StatusCodes.Status500InternalServerError, "internal", $"an error inside Slipway ({exception.GetType().Name})", "the server's log has the details"),
    };

    private static ProblemResource Problem(int status, string code, string detail, string? nextStep = null) =>
        new(TitleOf(status), status, code) { Type = $"urn:slipway:problem:{code}", Detail = detail, NextStep = nextStep };

    private static int StatusOf(PlatformError error) => error switch
    {
        PlatformError.NotFound => StatusCodes.Status404NotFound,
        PlatformError.Conflict => StatusCodes.Status409Conflict,
        PlatformError.Invalid or PlatformError.BuildFailed or PlatformError.RolloutFailed => StatusCodes.Status422UnprocessableEntity,
        PlatformError.Forbidden => StatusCodes.Status403Forbidden,
        PlatformError.LimitReached => StatusCodes.Status429TooManyRequests,
        PlatformError.Cancelled => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    private static int StatusOf(EngineError error) => error switch
    {
        EngineError.NotFound => StatusCodes.Status404NotFound,
        EngineError.Conflict => StatusCodes.Status409Conflict,
        EngineError.InvalidSpec => StatusCodes.Status422UnprocessableEntity,
        EngineError.Exhausted => StatusCodes.Status507InsufficientStorage,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    private static string TitleOf(int status) => status switch
    {
        400 => "The request is malformed",
        401 => "Who are you?",
        403 => "Not allowed",
        404 => "Not found",
        409 => "In conflict with what is there",
        422 => "Cannot be done as asked",
        429 => "A bound is reached",
        503 => "A part of Slipway failed",
        507 => "Nothing is left",
        _ => "Something failed",
    };

    /// <summary><c>LimitReached</c> as <c>limit-reached</c>.</summary>
    private static string CodeOf(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
