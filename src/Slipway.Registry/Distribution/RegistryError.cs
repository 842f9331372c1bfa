using Microsoft.AspNetCore.Http;
using Slipway.Linux.Files;
using Slipway.Registry.Access;

namespace Slipway.Registry.Distribution;

/// <summary>The error codes of the specification (distribution-spec, "Error Codes").</summary>
internal sealed record RegistryError(string Code, int Status, string Message)
{
    public static readonly RegistryError Unauthorized =
        new("UNAUTHORIZED", StatusCodes.Status401Unauthorized, "user and token are needed: log in first");
    public static readonly RegistryError Denied =
        new("DENIED", StatusCodes.Status403Forbidden, "the user may not do this with this repository");
    public static readonly RegistryError Unsupported =
        new("UNSUPPORTED", StatusCodes.Status405MethodNotAllowed, "the registry has no such operation");
    public static readonly RegistryError NotFound =
        new("UNSUPPORTED", StatusCodes.Status404NotFound, "the registry has no such address");
    public static readonly RegistryError NameInvalid =
        new("NAME_INVALID", StatusCodes.Status400BadRequest, "the repository's name is not valid");
    public static readonly RegistryError NameUnknown =
        new("NAME_UNKNOWN", StatusCodes.Status404NotFound, "there is no such repository");
    public static readonly RegistryError BlobUnknown =
        new("BLOB_UNKNOWN", StatusCodes.Status404NotFound, "the repository has no such blob");
    public static readonly RegistryError ManifestUnknown =
        new("MANIFEST_UNKNOWN", StatusCodes.Status404NotFound, "the repository has no such manifest");
    public static readonly RegistryError UploadUnknown =
        new("BLOB_UPLOAD_UNKNOWN", StatusCodes.Status404NotFound, "there is no such upload; it has ended or expired");
    public static readonly RegistryError UploadBusy =
        new("BLOB_UPLOAD_INVALID", StatusCodes.Status409Conflict, "another request is writing to this upload");
    public static readonly RegistryError TooManyUploads =
        new("TOOMANYREQUESTS", StatusCodes.Status429TooManyRequests, "too many uploads at once; finish or cancel some");
    public static readonly RegistryError DiskFull =
        new("UNAVAILABLE", StatusCodes.Status507InsufficientStorage,
            "the registry's disk is full; free space on the server, then push again");

    /// <summary>
    /// The one place where exceptions become answers of the registry; null for those that are Slipway's own fault.
    /// </summary>
    public static RegistryError? Of(Exception exception) => exception switch
    {
        RegistryException refused => refused.Error,
        TooManyLoginsException later => TooManyLogins(later),
        SlipwayException e => Of(e.Code, e.Message, e.NextStep),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            SizeInvalid("the body is too long", StatusCodes.Status413PayloadTooLarge),
        BadHttpRequestException => UploadInvalid("the request's body is not well-formed"),
        _ when DiskSpace.IsDiskFull(exception) => DiskFull,
        _ => null,
    };

    private static RegistryError? Of(ErrorCode code, string message, string? nextStep)
    {
        if (code == ErrorCode.NotFound)
            nextStep ??= "push it first";
        return Of(code)?.Invoke(nextStep is null ? message : $"{message}; {nextStep}");
    }

    private static Func<string, RegistryError>? Of(ErrorCode code) => code switch
    {
        ErrorCode.Malformed => ManifestInvalid,
        ErrorCode.NotFound => ManifestBlobUnknown,
        ErrorCode.DigestMismatch => DigestInvalid,
        ErrorCode.LeaseEnded => message => UploadUnknown with { Message = message },
        ErrorCode.TagFixed or ErrorCode.Conflict or ErrorCode.EngineConflict or ErrorCode.PortInUse
            or ErrorCode.Cancelled => TagFixed,
        ErrorCode.DiskFull => _ => DiskFull,
        ErrorCode.EngineExhausted => message => DiskFull with { Message = message },
        ErrorCode.Unauthorized => _ => Unauthorized,
        ErrorCode.Forbidden => message => Denied with { Message = message },
        ErrorCode.LimitReached or ErrorCode.TooManyLogins => message => TooManyUploads with { Message = message },
        ErrorCode.Unavailable or ErrorCode.ToolMissing or ErrorCode.Edge or ErrorCode.EngineNotFound
            or ErrorCode.EngineUnsupported or ErrorCode.EngineRuntime or ErrorCode.DebianBase or ErrorCode.Cluster
            or ErrorCode.RemoteRegistry or ErrorCode.RemoteSource or ErrorCode.ConnectionLost
            or ErrorCode.Configuration => Unavailable,
        ErrorCode.Internal or ErrorCode.SystemCall or ErrorCode.Storage or ErrorCode.ToolFailed
            or ErrorCode.CannotCreate => null,
        _ => Refused,
    };

    /// <summary>The <c>Retry-After</c> seconds of a response with status 429.</summary>
    public string? RetryAfter { get; private init; }

    public static RegistryError TooManyLogins(TooManyLoginsException later) =>
        new("TOOMANYREQUESTS", StatusCodes.Status429TooManyRequests,
            $"too many logins failed; try again in {later.Header} seconds") { RetryAfter = later.Header };

    /// <summary>The specification has no code for immutable tags and conflicts; other registries use DENIED.</summary>
    public static RegistryError TagFixed(string message) => new("DENIED", StatusCodes.Status409Conflict, message);

    public static RegistryError Unavailable(string message) =>
        new("UNAVAILABLE", StatusCodes.Status503ServiceUnavailable, message);

    /// <summary>Of a request that breaks a rule for which the specification has no code.</summary>
    public static RegistryError Refused(string message) =>
        new("UNSUPPORTED", StatusCodes.Status400BadRequest, message);

    /// <summary>A bug: the log has the rest.</summary>
    public static RegistryError Internal(string requestId) =>
        new("UNKNOWN", StatusCodes.Status500InternalServerError,
            $"an error inside Slipway; the server's log has the details (request id {requestId})");

    public static RegistryError DigestInvalid(string message) =>
        new("DIGEST_INVALID", StatusCodes.Status400BadRequest, message);

    public static RegistryError SizeInvalid(string message, int status = StatusCodes.Status400BadRequest) =>
        new("SIZE_INVALID", status, message);

    public static RegistryError ManifestInvalid(string message) =>
        new("MANIFEST_INVALID", StatusCodes.Status400BadRequest, message);

    public static RegistryError ManifestBlobUnknown(string message) =>
        new("MANIFEST_BLOB_UNKNOWN", StatusCodes.Status400BadRequest, message);

    public static RegistryError UploadInvalid(string message) =>
        new("BLOB_UPLOAD_INVALID", StatusCodes.Status400BadRequest, message);

    public static RegistryError PaginationInvalid(string message) =>
        new("PAGINATION_NUMBER_INVALID", StatusCodes.Status400BadRequest, message);
}

/// <summary>A refusal whose answer the endpoint itself knows in the registry's words.</summary>
internal sealed class RegistryException(RegistryError error) : SlipwayException(CodeOf(error), error.Message)
{
    public RegistryError Error { get; } = error;

    private static ErrorCode CodeOf(RegistryError error) => error.Status switch
    {
        StatusCodes.Status401Unauthorized => ErrorCode.Unauthorized,
        StatusCodes.Status403Forbidden => ErrorCode.Forbidden,
        StatusCodes.Status404NotFound => ErrorCode.NotFound,
        StatusCodes.Status409Conflict => ErrorCode.Conflict,
        StatusCodes.Status429TooManyRequests => ErrorCode.LimitReached,
        _ => ErrorCode.Invalid,
    };
}
