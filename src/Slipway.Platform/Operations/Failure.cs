using Slipway.Engine;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Platform.Operations;

/// <summary>Any exception, as people read it.</summary>
internal sealed record Failure(PlatformError Error, string Cause, string? NextStep)
{
    /// <summary>What nobody expected, for the log: with its stack. Null: the cause says it all.</summary>
    public Exception? Unexpected { get; private init; }

    public static Failure Of(Exception exception) => exception switch
    {
        PlatformException e => new(e.Error, e.Message, e.NextStep),
        SlipwayException { Code: ErrorCode.BuildFailed } e => new(PlatformError.BuildFailed, e.Message, e.NextStep),
        EngineException e => new(PlatformError.Unavailable, e.Message, e.NextStep),
        OciFormatException e => new(PlatformError.Invalid, e.Message,
            "the image is damaged or is not what it says: push it again, or use another"),
        OperationCanceledException => new(PlatformError.Cancelled, "it was cancelled", null),
        TimeoutException e => new(PlatformError.LimitReached, e.Message, null),
        IOException when DiskSpace.IsDiskFull(exception) =>
            new(PlatformError.Unavailable, "the server's disk is full",
                "free space on it, such as images that nobody needs, then try again"),
        IOException e => new(PlatformError.Unavailable, e.Message, null),
        _ => new(
            PlatformError.Unavailable, $"an error inside Slipway ({exception.GetType().Name}): {exception.Message}",
            "the server's log has the details") { Unexpected = exception },
    };
}
