using Microsoft.Extensions.Logging;
using Slipway.Linux.Files;

namespace Slipway.Platform.Operations;

/// <summary>Any exception, as people read it, and as it is kept with an operation.</summary>
internal sealed record Failure(ErrorCode Error, string Cause, string? NextStep)
{
    /// <summary>What nobody expected, for the log: with its stack. Null: the cause says it all.</summary>
    public Exception? Unexpected { get; private init; }

    /// <summary>An operator looks at errors: those that are Slipway's own fault.</summary>
    public LogLevel LogLevel => Unexpected is null ? LogLevel.Warning : LogLevel.Error;

    public static Failure Of(Exception exception) => exception switch
    {
        IOException or SlipwayException { Code.IsSystem: true } when DiskSpace.IsDiskFull(exception) =>
            new(ErrorCode.DiskFull, DiskSpace.FullCause, DiskSpace.FullNextStep),
        SlipwayException { Code: not ErrorCode.Internal } e => new(e.Code, e.Message, e.NextStep),
        OperationCanceledException => new(ErrorCode.Cancelled, "it was cancelled", null),
        TimeoutException e => new(ErrorCode.LimitReached, e.Message, null),
        IOException e => new(ErrorCode.Unavailable, e.Message, null),
        _ => new(ErrorCode.Internal, InternalError.CauseOf(exception), InternalError.NextStep)
        {
            Unexpected = exception,
        },
    };
}
