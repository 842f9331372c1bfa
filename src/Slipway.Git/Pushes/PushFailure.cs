namespace Slipway.Git.Pushes;

/// <summary>A failure as whoever pushed reads it; what is Slipway's own fault is for the log.</summary>
internal static class PushFailure
{
    public static bool IsInternal(Exception exception) =>
        exception is not SlipwayException { Code: not ErrorCode.Internal };

    public static string TextOf(Exception exception, string requestId) => exception switch
    {
        SlipwayException { Code: not ErrorCode.Internal, NextStep: { } nextStep } e => $"{e.Message}; {nextStep}",
        SlipwayException { Code: not ErrorCode.Internal } e => e.Message,
        _ => $"an error inside Slipway; the server's log has the details (request id {requestId})",
    };
}
