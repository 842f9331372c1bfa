using Slipway.Factory.Watching.Queue;
using Slipway.Factory.Watching.Records;

namespace Slipway.Factory.Watching.Reports;

/// <summary>
/// Tells what came of runs, those of one watch after the other. What was told is on the disk: after a crash a report is sent once more at most.
/// </summary>
/// <param name="linkOf">Where a run is looked at, by its id.</param>
internal sealed class RunReporter(
    IWatchRecords records, WatchSecrets secrets, ReportClient client, Func<string, string> linkOf, TimeProvider time, Action<string> report) : IAsyncDisposable
{
    private const int AtOnce = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stop = new();
    private readonly Bell _bell = new();
    private Task _telling = Task.CompletedTask;

    public void Start() => _telling = Task.Run(RunAsync);

    public void Wake() => _bell.Ring();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _telling;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
                await _bell.WaitAsync(await TellAllAsync(), _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The server stops; what is not told yet is told by the next one.
        }
    }

    /// <returns>How long there is nothing to do unless it rings.</returns>
    private async Task<TimeSpan> TellAllAsync()
    {
        try
        {
            var watches = (await records.ListAsync(_stop.Token)).ToDictionary(watch => watch.Name);
            var runs = (await records.UnsettledAsync(_stop.Token)).GroupBy(run => run.Watch).ToList();
            await Parallel.ForEachAsync(
                runs, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = _stop.Token }, async (group, _) =>
                {
                    foreach (var run in group)
                        await TellAsync(run, watches.GetValueOrDefault(group.Key));
                });
            var now = time.GetUtcNow();
            var waiting = (await records.UnsettledAsync(_stop.Token))
                .Where(run => ReportPlan.Of(run, watches.GetValueOrDefault(run.Watch), now) == ReportStep.Wait).Min(run => run.Report.Next);
            return waiting is { } next ? next - now : Timeout.InfiniteTimeSpan;
        }
        catch (Exception e) when (e is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            report($"the reports of the image factory: {e.Message}");
            return Pause;
        }
    }

    private async Task TellAsync(WatchRun run, Watch? watch)
    {
        var step = ReportPlan.Of(run, watch, time.GetUtcNow());
        if (step == ReportStep.Settle)
            await records.ReportAsync(run.Id, run.Report with { Settled = true }, _stop.Token);
        if (step != ReportStep.Tell)
            return;
        var failure = await client.SendAsync(ReportRequest.Of(watch!, run, secrets.Credential(watch!), linkOf(run.Id)), _stop.Token);
        await records.ReportAsync(run.Id, ReportPlan.After(run, failure, time.GetUtcNow()), _stop.Token);
    }
}
