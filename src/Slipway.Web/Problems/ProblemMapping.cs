using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Slipway.Dockerfiles;
using Slipway.Linux.Files;
using Slipway.Web.Resources;

namespace Slipway.Web.Problems;

/// <summary>The one place where exceptions become HTTP answers (RFC 9457).</summary>
public static class ProblemMapping
{
    private const string CodeOfInternal = "internal";

    public static ProblemResource Of(Exception exception) => exception switch
    {
        DockerfileException e => Of((SlipwayException)e) with { Log = e.LastLines },
        SlipwayException e => Of(e),
        _ when DiskSpace.IsDiskFull(exception) => DiskFull,
        BadHttpRequestException e => Problem(e.StatusCode, "bad-request", e.Message),
        _ => Internal(exception),
    };

    /// <summary>Of a failure that was recorded, and is told as it was.</summary>
    public static ProblemResource Of(ErrorCode code, string detail, string? nextStep) =>
        Problem(StatusOf(code), code.Name, detail, nextStep);

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
        _ => Problem(status, "http", ReasonPhrases.GetReasonPhrase(status)),
    };

    private static ProblemResource DiskFull =>
        Of(ErrorCode.DiskFull, DiskSpace.FullCause, DiskSpace.FullNextStep);

    private static ProblemResource Of(SlipwayException e) => (e.Code, StatusOf(e.Code)) switch
    {
        (ErrorCode.DiskFull, _) => DiskFull,
        (_, StatusCodes.Status500InternalServerError) => Internal(e),
        (ErrorCode.Malformed, _) => Of(
            e.Code, e.Message, e.NextStep ?? "see that the file is whole and what it should be, then send it again"),
        _ => Of(e.Code, e.Message, e.NextStep),
    };

    private static ProblemResource Internal(Exception exception) =>
        Problem(StatusCodes.Status500InternalServerError, CodeOfInternal,
            $"an error inside Slipway ({exception.GetType().Name})", "the server's log has the details");

    private static ProblemResource Problem(int status, string code, string detail, string? nextStep = null) =>
        new(ReasonPhrases.GetReasonPhrase(status), status, code)
        {
            Type = $"urn:slipway:problem:{code}", Detail = detail, NextStep = nextStep,
        };

    /// <summary>What has status 500 is Slipway's own fault: its message is for the log.</summary>
    internal static int StatusOf(ErrorCode code) => code switch
    {
        ErrorCode.Usage => StatusCodes.Status400BadRequest,
        ErrorCode.Unauthorized => StatusCodes.Status401Unauthorized,
        ErrorCode.Forbidden => StatusCodes.Status403Forbidden,
        ErrorCode.NotFound or ErrorCode.EngineNotFound => StatusCodes.Status404NotFound,
        ErrorCode.Conflict or ErrorCode.TagFixed or ErrorCode.PortInUse or ErrorCode.LeaseEnded
            or ErrorCode.Cancelled or ErrorCode.EngineConflict => StatusCodes.Status409Conflict,
        ErrorCode.Invalid or ErrorCode.Malformed or ErrorCode.DigestMismatch or ErrorCode.BuildFailed
            or ErrorCode.RolloutFailed or ErrorCode.EngineInvalidSpec or ErrorCode.BuildContext
            or ErrorCode.BuildLimit or ErrorCode.DockerfileSyntax
            or ErrorCode.DockerfileSource or ErrorCode.DockerfileImage or ErrorCode.DockerfileRequest
            or ErrorCode.DockerfileStep or ErrorCode.Factory or ErrorCode.Template or ErrorCode.Cluster
            or ErrorCode.RemoteSource => StatusCodes.Status422UnprocessableEntity,
        ErrorCode.LimitReached or ErrorCode.TooManyLogins => StatusCodes.Status429TooManyRequests,
        ErrorCode.RemoteRegistry or ErrorCode.ConnectionLost => StatusCodes.Status502BadGateway,
        ErrorCode.Unavailable or ErrorCode.Edge or ErrorCode.EngineUnsupported or ErrorCode.EngineRuntime
            or ErrorCode.DebianBase or ErrorCode.ToolMissing or ErrorCode.Configuration =>
            StatusCodes.Status503ServiceUnavailable,
        ErrorCode.DiskFull or ErrorCode.EngineExhausted => StatusCodes.Status507InsufficientStorage,
        ErrorCode.Internal or ErrorCode.ToolFailed or ErrorCode.SystemCall or ErrorCode.Storage
            or ErrorCode.CannotCreate => StatusCodes.Status500InternalServerError,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "no such code"),
    };
}
