namespace Slipway.ImageTests.Services;

internal static class ConnectionAttempt
{
    /// <summary>Connects to a port and closes the connection.</summary>
    /// <returns>Null when it came about within the time, else what happened.</returns>
    public static async Task<string?> TryConnectAsync(
        this IServiceTarget target, int port, TimeSpan timeout, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        try
        {
            await using var stream = await target.ConnectAsync(port, limit.Token);
            return null;
        }
        catch (Exception e) when (e is IOException or SlipwayException { Code: ErrorCode.Cluster })
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"no answer within {timeout.TotalSeconds:0} s";
        }
    }
}
