using Slipway.Factory.Watching.Queue;

namespace Slipway.Factory.Watching.Reports;

/// <summary>What is to be told of a run now.</summary>
internal enum ReportStep
{
    Nothing,

    /// <summary>Nothing will ever be told any more.</summary>
    Complete,

    Send,

    /// <summary>The last attempt failed, and it is too early for the next one.</summary>
    Wait,
}

/// <summary>
/// When a run is told: that it began, and how it ended. Attempts that fail are made again with growing pauses, and
/// given up at last; an end takes the place of a beginning that could not be told.
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
        var isDropped = run is { State: RunState.Superseded, Report.Told: null };
        if (!isHeard || isDropped || run.Report.Told == run.State || AttemptsOf(run) >= MaxAttempts)
            return run.IsOpen ? ReportStep.Nothing : ReportStep.Complete;
        return run.Report.Tried == run.State && run.Report.Next > now ? ReportStep.Wait : ReportStep.Send;
    }

    /// <summary>What is noted after an attempt.</summary>
    /// <param name="failure">Null when it was told.</param>
    public static RunReport After(WatchRun run, string? failure, DateTimeOffset now)
    {
        if (failure is null)
            return new RunReport(Told: run.State, Settled: !run.IsOpen);
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
