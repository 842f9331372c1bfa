using Slipway.Factory.Watching.Queue;
using Slipway.Factory.Watching.Records;

namespace Slipway.Factory.Watching.Reports;

/// <summary>
/// Reports the results of runs, in order for each watch. Progress is saved: after a crash a report is sent at most once
/// more.
/// </summary>
/// <param name="linkOf">The URL of a run, by its id.</param>
internal sealed class RunReporter(
    IWatchRecords records, WatchSecrets secrets, ReportClient client, Func<string, string> linkOf, TimeProvider time,
    Action<string> report) : IAsyncDisposable
{
    private const int MaxConcurrent = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stop = new();
    private readonly WakeSignal _wake = new();
    private Task _reporting = Task.CompletedTask;

    public void Start() => _reporting = Task.Run(RunAsync);

    public void Wake() => _wake.Set();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reporting;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
                await _wake.WaitAsync(await ReportAllAsync(), _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The server is stopping; the next one sends the remaining reports.
        }
    }

    /// <returns>The time until the next report is due, unless signalled.</returns>
    private async Task<TimeSpan> ReportAllAsync()
    {
        try
        {
            var watches = (await records.ListAsync(_stop.Token)).ToDictionary(watch => watch.Name);
            var runs = (await records.ListUnreportedAsync(_stop.Token)).GroupBy(run => run.Watch).ToList();
            await Parallel.ForEachAsync(
                runs, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrent, CancellationToken = _stop.Token },
                async (group, _) =>
                {
                    foreach (var run in group)
                        await ReportAsync(run, watches.GetValueOrDefault(group.Key));
                });
            var now = time.GetUtcNow();
            var waiting = (await records.ListUnreportedAsync(_stop.Token))
                .Where(run => ReportPlan.Of(run, watches.GetValueOrDefault(run.Watch), now) == ReportStep.Wait)
                .Min(run => run.Report.Next);
            return waiting is { } next ? next - now : Timeout.InfiniteTimeSpan;
        }
        catch (Exception e) when (e is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            report($"the reports of the image factory: {e.Message}");
            return Pause;
        }
    }

    private async Task ReportAsync(WatchRun run, Watch? watch)
    {
        var step = ReportPlan.Of(run, watch, time.GetUtcNow());
        if (step == ReportStep.Complete)
            await records.SaveReportAsync(run.Id, run.Report with { Settled = true }, _stop.Token);
        if (step != ReportStep.Send)
            return;
        var failure = await client.SendAsync(
            ReportRequest.Of(watch!, run, secrets.Credential(watch!), linkOf(run.Id)), _stop.Token);
        await records.SaveReportAsync(run.Id, ReportPlan.After(run, failure, time.GetUtcNow()), _stop.Token);
    }
}
