using Slipway.Factory.Pipeline;
using Slipway.Factory.Watching.Records;

namespace Slipway.Factory.Watching.Queue;

/// <summary>Records at a run that it waits for another run of the factory, until it continues.</summary>
internal sealed class WaitingStatus(WatchRun run, IWatchRecords records)
{
    private int _isWaiting;

    public async ValueTask UpdateAsync(FactoryProgress progress)
    {
        if (progress is FactoryProgress.Waiting)
        {
            Interlocked.Exchange(ref _isWaiting, 1);
            await records.UpdateRunAsync(
                run with { Cause = "it waits until another run of the factory has ended" }, CancellationToken.None);
        }
        else if (Interlocked.Exchange(ref _isWaiting, 0) == 1)
        {
            await records.UpdateRunAsync(run, CancellationToken.None);
        }
    }
}
