using Slipway.Factory.Watching.Records;

namespace Slipway.Factory.Watching.Reports;

/// <summary>What to report about a run now.</summary>
internal enum ReportStep
{
    Nothing,

    /// <summary>All reports are finished.</summary>
    Complete,

    Send,

    /// <summary>The last attempt failed, and the delay before the next one is not over.</summary>
    Wait,
}

/// <summary>
/// Decides when to report: the start of a run, and its result. Failed attempts are retried with increasing delays, and
/// finally given up; a result replaces an unsent start.
/// </summary>
internal static class ReportPlan
{
    public const int MaxAttempts = 10;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromHours(1);

    public static ReportStep Of(WatchRun run, Watch? watch, DateTimeOffset now)
    {
        if (run.Report.Settled || run.State == RunState.Queued)
            return ReportStep.Nothing;
        var isHeard = watch?.Report is not null && (watch.Report is not ReportTarget.Gerrit || run.Change is not null);
        var isDropped = run is { State: RunState.Superseded, Report.Sent: null };
        if (!isHeard || isDropped || run.Report.Sent == run.State || AttemptsOf(run) >= MaxAttempts)
            return run.IsOpen ? ReportStep.Nothing : ReportStep.Complete;
        return run.Report.Tried == run.State && run.Report.Next > now ? ReportStep.Wait : ReportStep.Send;
    }

    /// <summary>The state after an attempt.</summary>
    /// <param name="failure">Null on success.</param>
    public static RunReport After(WatchRun run, string? failure, DateTimeOffset now)
    {
        if (failure is null)
            return new RunReport(Sent: run.State, Settled: !run.IsOpen);
        var attempts = AttemptsOf(run) + 1;
        return run.Report with
        {
            Tried = run.State, Attempts = attempts, Next = now + PauseAfter(attempts), Failure = failure,
            Settled = !run.IsOpen && attempts >= MaxAttempts,
        };
    }

    public static TimeSpan PauseAfter(int attempts) =>
        TimeSpan.FromTicks(Math.Min(MaxBackoff.Ticks, FirstPause.Ticks << Math.Min(attempts - 1, 20)));

    private static int AttemptsOf(WatchRun run) => run.Report.Tried == run.State ? run.Report.Attempts : 0;
}
