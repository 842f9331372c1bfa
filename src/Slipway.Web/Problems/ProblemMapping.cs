using Microsoft.AspNetCore.Http;
using Slipway.Dockerfiles;
using Slipway.Engine;
using Slipway.Factory;
using Slipway.Factory.DebianBase;
using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Platform;
using Slipway.Registry.Access;
using Slipway.Registry.Content;
using Slipway.Registry.Remote;
using Slipway.Web.Resources;

namespace Slipway.Web.Problems;

/// <summary>The one place where exceptions become HTTP answers (RFC 9457).</summary>
public static class ProblemMapping
{
    public static ProblemResource Of(Exception exception) => exception switch
    {
        PlatformException e => Problem(StatusOf(e.Error), CodeOf(e.Error.ToString()), e.Message, e.NextStep),
        EngineException e => Problem(StatusOf(e.Error), "engine-" + CodeOf(e.Error.ToString()), e.Message, e.NextStep),
        UnauthorizedAccessException =>
            Problem(StatusCodes.Status401Unauthorized, "unauthorized", "the token is missing, unknown or expired",
                "run `slipway login URL`"),
        TooManyLoginsException e => Problem(StatusCodes.Status429TooManyRequests, "too-many-logins", e.Message,
            $"wait {e.Header} seconds, and look who tries"),
        DockerfileException e =>
            Problem(StatusCodes.Status422UnprocessableEntity, "dockerfile-" + CodeOf(
                e.Error.ToString()), e.Message, e.NextStep) with { Log = e.LastLines },
        SlipwayException e => Problem(StatusOf(e.Code), CodeOf(e.Code.ToString()), e.Message, e.NextStep),
        DebianBaseException e => Problem(StatusCodes.Status503ServiceUnavailable, "debian-base", e.Message, e.NextStep),
        RemoteRegistryException e => Problem(StatusCodes.Status502BadGateway, "remote-registry", e.Message, e.NextStep),
        OciFormatException e => Problem(StatusCodes.Status422UnprocessableEntity, "malformed", e.Message,
            "see that the file is whole and what it should be, then send it again"),
        ContentNotFoundException e =>
            Problem(StatusCodes.Status404NotFound, "not-found", e.Message, "`slipway image list` shows what there is"),
        TagFixedException e => Problem(StatusCodes.Status409Conflict, "tag-fixed", e.Message,
            "choose another tag; what nobody needs any more goes by `slipway factory prune`"),
        IOException when DiskSpace.IsDiskFull(exception) =>
            Problem(StatusCodes.Status507InsufficientStorage, "disk-full", "the server's disk is full",
                "free space on it, such as images that nobody needs, then try again"),
        BadHttpRequestException e => Problem(e.StatusCode, "bad-request", e.Message),
        _ => Problem(StatusCodes.Status500InternalServerError, "internal",
            $"an error inside Slipway ({exception.GetType().Name})", "the server's log has the details"),
    };

    /// <summary>Of an answer that has nothing but a status.</summary>
    public static ProblemResource OfStatus(int status) => status switch
    {
        StatusCodes.Status404NotFound =>
            Problem(status, "not-found", "the API has no such address", "/api/v1/openapi.json lists them"),
        StatusCodes.Status405MethodNotAllowed =>
            Problem(status, "method-not-allowed", "the address does not take this method",
                "/api/v1/openapi.json lists them"),
        StatusCodes.Status415UnsupportedMediaType =>
            Problem(status, "unsupported-media-type", "the address does not take a body of this type",
                "send application/json"),
        StatusCodes.Status426UpgradeRequired =>
            Problem(status, "upgrade-required", "the address speaks over a WebSocket only",
                "use `slipway exec`, or a WebSocket client"),
        _ => Problem(status, "http", TitleOf(status)),
    };

    private static ProblemResource Problem(int status, string code, string detail, string? nextStep = null) =>
        new(TitleOf(status), status, code)
        {
            Type = $"urn:slipway:problem:{code}", Detail = detail, NextStep = nextStep,
        };

    private static int StatusOf(ErrorCode code) => code switch
    {
        ErrorCode.Cluster or ErrorCode.Factory or ErrorCode.BuildContext or ErrorCode.BuildLimit
            or ErrorCode.RemoteSource =>
            StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static int StatusOf(PlatformError error) => error switch
    {
        PlatformError.NotFound => StatusCodes.Status404NotFound,
        PlatformError.Conflict => StatusCodes.Status409Conflict,
        PlatformError.Invalid or PlatformError.BuildFailed or PlatformError.RolloutFailed =>
            StatusCodes.Status422UnprocessableEntity,
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
        405 => "No such method",
        409 => "In conflict with what is there",
        413 => "Too long",
        415 => "Not this type of body",
        422 => "Cannot be done as asked",
        426 => "A WebSocket is wanted",
        429 => "A bound is reached",
        503 => "A part of Slipway failed",
        507 => "Nothing is left",
        _ => "Something failed",
    };

    /// <summary><c>LimitReached</c> as <c>limit-reached</c>.</summary>
    private static string CodeOf(string name) =>
        string.Concat(name.Select(
            (c, i) => char.IsUpper(c) && i > 0 ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
