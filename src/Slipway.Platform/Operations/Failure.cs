using Slipway.Linux.Files;

namespace Slipway.Platform.Operations;

/// <summary>Any exception, as people read it, and as it is kept with an operation.</summary>
internal sealed record Failure(ErrorCode Error, string Cause, string? NextStep)
{
    public static Failure Of(Exception exception) => exception switch
    {
        _ when exception is IOException or SlipwayException { Code.IsSystem: true }
            && DiskSpace.IsDiskFull(exception) =>
            new(ErrorCode.Unavailable, "the server's disk is full",
                "free space on it, such as images that nobody needs, then try again"),
        SlipwayException { Code: ErrorCode.Malformed } e => new(ErrorCode.Invalid, e.Message,
            "the image is damaged or is not what it says: push it again, or use another"),
        SlipwayException e => new(KeptAs(e.Code), e.Message, e.NextStep),
        OperationCanceledException => new(ErrorCode.Cancelled, "it was cancelled", null),
        TimeoutException e => new(ErrorCode.LimitReached, e.Message, null),
        IOException e => new(ErrorCode.Unavailable, e.Message, null),
        _ => new(
            ErrorCode.Internal, $"an error inside Slipway ({exception.GetType().Name}): {exception.Message}",
            "the server's log has the details"),
    };

    /// <summary>
    /// What another part could not do makes this part's work unavailable; the message tells which and why.
    /// </summary>
    private static ErrorCode KeptAs(ErrorCode code) => code switch
    {
        ErrorCode.NotFound or ErrorCode.Conflict or ErrorCode.Invalid or ErrorCode.Forbidden
            or ErrorCode.LimitReached or ErrorCode.BuildFailed or ErrorCode.RolloutFailed or ErrorCode.Cancelled
            or ErrorCode.PortInUse => code,
        _ => ErrorCode.Unavailable,
    };
}
