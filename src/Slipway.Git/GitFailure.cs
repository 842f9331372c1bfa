using Microsoft.AspNetCore.Http;
using Slipway.Linux.Files;

namespace Slipway.Git;

/// <summary>The one place where exceptions become what whoever uses git reads, and the status of the answer.</summary>
/// <param name="IsInternal">Slipway's own fault: the cause is for the log.</param>
internal sealed record GitFailure(int Status, string Text, bool IsInternal)
{
    private const string DiskFull = $"{DiskSpace.FullCause}; {DiskSpace.FullNextStep}";

    public static GitFailure Of(Exception exception, string requestId)
    {
        if (DiskSpace.IsDiskFull(exception))
            return new(StatusCodes.Status507InsufficientStorage, DiskFull, IsInternal: false);
        var status = exception is SlipwayException { Code: var code }
            ? StatusOf(code) : StatusCodes.Status500InternalServerError;
        return status == StatusCodes.Status500InternalServerError
            ? new(status, $"an error inside Slipway; the server's log has the details (request id {requestId})", true)
            : new(status, TextOf((SlipwayException)exception), false);
    }

    private static string TextOf(SlipwayException e) =>
        e.NextStep is { } nextStep ? $"{e.Message}; {nextStep}" : e.Message;

    private static int StatusOf(ErrorCode code) => code switch
    {
        ErrorCode.Unauthorized => StatusCodes.Status401Unauthorized,
        ErrorCode.Forbidden => StatusCodes.Status403Forbidden,
        ErrorCode.NotFound or ErrorCode.EngineNotFound => StatusCodes.Status404NotFound,
        ErrorCode.Conflict or ErrorCode.TagFixed or ErrorCode.PortInUse or ErrorCode.LeaseEnded
            or ErrorCode.Cancelled or ErrorCode.EngineConflict => StatusCodes.Status409Conflict,
        ErrorCode.LimitReached or ErrorCode.TooManyLogins => StatusCodes.Status429TooManyRequests,
        ErrorCode.DiskFull or ErrorCode.EngineExhausted => StatusCodes.Status507InsufficientStorage,
        ErrorCode.Unavailable or ErrorCode.ToolMissing or ErrorCode.Edge or ErrorCode.EngineUnsupported
            or ErrorCode.EngineRuntime or ErrorCode.DebianBase or ErrorCode.Cluster or ErrorCode.RemoteRegistry
            or ErrorCode.RemoteSource or ErrorCode.ConnectionLost or ErrorCode.Configuration =>
            StatusCodes.Status503ServiceUnavailable,
        ErrorCode.Internal or ErrorCode.ToolFailed or ErrorCode.SystemCall or ErrorCode.Storage
            or ErrorCode.CannotCreate => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status422UnprocessableEntity,
    };
}
