using Microsoft.Extensions.Logging;
using Slipway.Diagnostics.Loops;
using Slipway.Factory.Watching.Records;

namespace Slipway.Factory.Watching.Reports;

/// <summary>
/// Reports the results of runs, in order for each watch. Progress is saved: after a crash a report is sent at most once
/// more.
/// </summary>
/// <param name="linkOf">The URL of a run, by its id.</param>
internal sealed partial class RunReporter(
    IWatchRecords records, WatchSecrets secrets, ReportClient client, Func<string, string> linkOf, TimeProvider time,
    BackgroundLoops loops, ILogger<RunReporter> log) : IAsyncDisposable
{
    private const int MaxConcurrent = 4;
    private static readonly BackgroundLoopOptions Options = new("factory reports")
    {
        MinBackoff = TimeSpan.FromSeconds(5), MaxBackoff = TimeSpan.FromMinutes(1),
    };

    private BackgroundLoop? _loop;

    public void Start() => _loop = loops.Start(Options, ReportAllAsync);

    public void Wake() => _loop?.Wake();

    /// <summary>What is not told yet is told by the next server.</summary>
    public ValueTask DisposeAsync() => _loop?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task ReportAllAsync(LoopRound round)
    {
        var cancel = round.Cancel;
        var watches = (await records.ListAsync(cancel)).ToDictionary(watch => watch.Name);
        var runs = (await records.ListUnreportedAsync(cancel)).GroupBy(run => run.Watch).ToList();
        await Parallel.ForEachAsync(
            runs, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrent, CancellationToken = cancel },
            async (group, _) => await round.TryAsync($"watch {group.Key}", async _ =>
            {
                foreach (var run in group)
                    await ReportAsync(run, watches.GetValueOrDefault(group.Key), cancel);
            }));
        var now = time.GetUtcNow();
        var waiting = (await records.ListUnreportedAsync(cancel))
            .Where(run => ReportPlan.Of(run, watches.GetValueOrDefault(run.Watch), now) == ReportStep.Wait)
            .Min(run => run.Report.Next);
        round.NextIn = waiting - now;
    }

    private async Task ReportAsync(WatchRun run, Watch? watch, CancellationToken cancel)
    {
        var step = ReportPlan.Of(run, watch, time.GetUtcNow());
        if (step == ReportStep.Complete)
            await records.SaveReportAsync(run.Id, run.Report with { Settled = true }, cancel);
        if (step != ReportStep.Send)
            return;
        var failure = await client.SendAsync(
            ReportRequest.Of(watch!, run, secrets.Credential(watch!), linkOf(run.Id)), cancel);
        if (failure is not null)
            LogFailure(run.Id, run.Watch, failure);
        await records.SaveReportAsync(run.Id, ReportPlan.After(run, failure, time.GetUtcNow()), cancel);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "run {Run} of the watch {Watch} could not be reported: {Cause}")]
    private partial void LogFailure(string run, string watch, string cause);
}
