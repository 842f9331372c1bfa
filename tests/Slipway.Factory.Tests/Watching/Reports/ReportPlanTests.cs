using Slipway.Build.Remote;
using Slipway.Factory.Naming;
using Slipway.Factory.Tests.Watching.Queue;
using Slipway.Factory.Watching;
using Slipway.Factory.Watching.Records;
using Slipway.Factory.Watching.Reports;

namespace Slipway.Factory.Tests.Watching.Reports;

public class ReportPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Watch Statuses = new()
    {
        Name = "a", Target = new WatchTarget.Templates(
            new GitAddress(new Uri("https://git.example.com/team/images.git"), "main", "")),
        Report = new ReportTarget.Statuses(new Uri("https://git.example.com/api/v1")),
    };

    private static readonly Watch Gerrit =
        Statuses with { Report = new ReportTarget.Gerrit(new Uri("https://review.example.com/r/"), "Verified") };

    private static WatchRun Run(RunState state, RunReport? report = null, ChangeNumber? change = null) =>
        QueuePlanTests.Run("1", change: change, state: state) with { Report = report ?? new RunReport() };

    [Fact]
    public void A_run_is_told_when_it_begins_and_when_it_ends()
    {
        ReportPlan.Of(Run(RunState.Queued), Statuses, Now).ShouldBe(ReportStep.Nothing);
        ReportPlan.Of(Run(RunState.Running), Statuses, Now).ShouldBe(ReportStep.Send);
        var begun = ReportPlan.After(Run(RunState.Running), null, Now);
        begun.ShouldBe(new RunReport(RunState.Running));
        ReportPlan.Of(Run(RunState.Running, begun), Statuses, Now).ShouldBe(ReportStep.Nothing);
        ReportPlan.Of(Run(RunState.Failed, begun), Statuses, Now).ShouldBe(ReportStep.Send);
        var ended = ReportPlan.After(Run(RunState.Failed, begun), null, Now);
        (ended.Sent, ended.Settled).ShouldBe((RunState.Failed, true));
        ReportPlan.Of(Run(RunState.Failed, ended), Statuses, Now).ShouldBe(ReportStep.Nothing);
    }

    [Fact]
    public void What_nobody_hears_or_never_began_is_not_told()
    {
        ReportPlan.Of(Run(RunState.Succeeded), Statuses with { Report = null }, Now).ShouldBe(ReportStep.Complete);
        ReportPlan.Of(Run(RunState.Succeeded), null, Now).ShouldBe(ReportStep.Complete);
        ReportPlan.Of(Run(RunState.Succeeded), Gerrit, Now).ShouldBe(ReportStep.Complete);
        ReportPlan.Of(Run(RunState.Succeeded, change: new ChangeNumber(7, 1)), Gerrit, Now).ShouldBe(ReportStep.Send);
        ReportPlan.Of(Run(RunState.Superseded), Statuses, Now).ShouldBe(ReportStep.Complete);
        ReportPlan.Of(Run(RunState.Superseded, new RunReport(RunState.Running)), Statuses, Now)
            .ShouldBe(ReportStep.Send);
    }

    [Fact]
    public void Attempts_that_fail_are_made_again_with_growing_pauses_and_given_up_at_last()
    {
        var (run, time, pauses) = (Run(RunState.Failed), Now, new List<TimeSpan>());
        while (ReportPlan.Of(run, Statuses, time) == ReportStep.Send)
        {
            run = run with { Report = ReportPlan.After(run, "refused", time) };
            if (run.Report.Settled)
                break;
            ReportPlan.Of(run, Statuses, time).ShouldBe(ReportStep.Wait);
            pauses.Add(run.Report.Next!.Value - time);
            time = run.Report.Next.Value;
        }
        run.Report.ShouldSatisfyAllConditions(
            report => report.Attempts.ShouldBe(ReportPlan.MaxAttempts), report => report.Settled.ShouldBeTrue(),
            report => report.Failure.ShouldBe("refused"));
        pauses.ShouldBe(pauses.Order());
        pauses.Distinct().Count().ShouldBe(pauses.Count);
        ReportPlan.PauseAfter(1_000).ShouldBe(TimeSpan.FromHours(1));
    }

    [Fact]
    public void An_end_is_told_at_once_though_the_beginning_could_not_be_told()
    {
        var begun = Run(RunState.Running) with { Report = ReportPlan.After(Run(RunState.Running), "refused", Now) };
        ReportPlan.Of(begun, Statuses, Now).ShouldBe(ReportStep.Wait);
        ReportPlan.Of(begun with { State = RunState.Succeeded }, Statuses, Now).ShouldBe(ReportStep.Send);
        ReportPlan.After(begun with { State = RunState.Succeeded }, "refused", Now).Attempts.ShouldBe(1);
    }

    [Theory]
    [InlineData("https://github.com/team/images.git", "team/images")]
    [InlineData("https://git.example.com/gitea/team/images", "team/images")]
    [InlineData("https://git.example.com/images.git", null)]
    [InlineData("https://git.example.com/team/.git", null)]
    public void The_repository_of_a_status_is_in_its_address(string url, string? repository) =>
        ReportRequest.RepositoryOf(new Uri(url)).ShouldBe(repository);

    [Fact]
    public void Nothing_secret_is_in_the_text_of_a_report()
    {
        var request = ReportRequest.Of(Statuses, Run(RunState.Running), "very secret", "https://slipway.example.com/1");
        request.ToString().ShouldNotContain("secret");
        request.Body.ShouldNotContain("secret");
    }
}
