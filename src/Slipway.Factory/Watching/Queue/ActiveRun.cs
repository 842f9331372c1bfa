using Slipway.Factory.Watching.Records;
namespace Slipway.Factory.Watching.Queue;

/// <summary>The run that is being built.</summary>
internal sealed class ActiveRun(WatchRun run, CancellationToken stop) : IDisposable
{
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(stop);

    public WatchRun Run { get; } = run;

    public CancellationToken Token => _end.Token;

    /// <summary>The result when it ended early; null when it did not.</summary>
    public (RunState State, string Cause)? EarlyResult { get; private set; }

    public void End(RunState state, string cause)
    {
        EarlyResult ??= (state, cause);
        _end.Cancel();
    }

    public void Dispose() => _end.Dispose();
}
