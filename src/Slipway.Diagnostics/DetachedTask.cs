namespace Slipway.Diagnostics;

/// <summary>Work that outlives the request, or the operation, in which it starts.</summary>
public static class DetachedTask
{
    /// <summary>Starts it without the context of the caller: its log lines do not have the caller's scopes.</summary>
    public static Task Run(Func<Task> work)
    {
        if (ExecutionContext.IsFlowSuppressed())
            return Task.Run(work);
        using (ExecutionContext.SuppressFlow())
            return Task.Run(work);
    }
}
