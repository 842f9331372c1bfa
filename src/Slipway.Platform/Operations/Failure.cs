using Slipway.Engine;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Platform.Operations;

/// <summary>Any exception, as people read it.</summary>
internal sealed record Failure(ErrorCode Error, string Cause, string? NextStep)
{
    /// <summary>What nobody expected, for the log: with its stack. Null: the cause says it all.</summary>
    public Exception? Unexpected { get; private init; }

    public static Failure Of(Exception exception) => exception switch
    {
        SlipwayException e => new(e.Error, e.Message, e.NextStep),
        SlipwayException { Code: ErrorCode.BuildFailed } e => new(ErrorCode.BuildFailed, e.Message, e.NextStep),
        SlipwayException e => new(ErrorCode.Unavailable, e.Message, e.NextStep),
        SlipwayException e => new(ErrorCode.Invalid, e.Message,
            "the image is damaged or is not what it says: push it again, or use another"),
        OperationCanceledException => new(ErrorCode.Cancelled, "it was cancelled", null),
        TimeoutException e => new(ErrorCode.LimitReached, e.Message, null),
        IOException when DiskSpace.IsDiskFull(exception) =>
            new(ErrorCode.Unavailable, "the server's disk is full",
                "free space on it, such as images that nobody needs, then try again"),
        IOException e => new(ErrorCode.Unavailable, e.Message, null),
        _ => new(
            ErrorCode.Unavailable, $"an error inside Slipway ({exception.GetType().Name}): {exception.Message}",
            "the server's log has the details") { Unexpected = exception },
    };
}
