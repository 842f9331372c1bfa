namespace Slipway.Diagnostics;

/// <summary>Exceptions that nobody foresaw: Slipway's own fault. The log has their stack.</summary>
public static class InternalError
{
    /// <summary>What users may do about one.</summary>
    public const string NextStep = "the server's log has the details";

    public static bool Is(Exception exception) => exception is not (
        SlipwayException { Code: not ErrorCode.Internal } or OperationCanceledException or TimeoutException
        or IOException);

    /// <summary>The cause as users read it.</summary>
    public static string CauseOf(Exception exception) => Is(exception)
        ? $"an error inside Slipway ({exception.GetType().Name}): {exception.Message}" : exception.Message;
}
