using FsCheck;
using FsCheck.Fluent;
using Slipway.Factory.Naming;
using Slipway.Factory.Watching.Queue;
using Slipway.Factory.Watching.Records;

namespace Slipway.Factory.Tests.Watching.Queue;

public class QueuePlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    internal static WatchRun Run(
        string id, string watch = "a", ChangeNumber? change = null, RunState state = RunState.Queued) => new()
    {
        Id = id, Watch = watch, Reference = change is null ? "refs/heads/main" : $"refs/changes/{change.Number}",
        Commit = id, Change = change, Queued = Now, State = state,
    };

    private static IEnumerable<string> Superseded(params WatchRun[] open) =>
        QueuePlan.Superseded(open).Select(pair => $"{pair.Older.Id} by {pair.Newer.Id}");

    [Fact]
    public void The_watch_whose_turn_is_the_longest_ago_is_next_and_its_oldest_run()
    {
        WatchRun[] open = [Run("1", "busy"), Run("2", "busy"), Run("3", "calm"), Run("4", "calm"),
            Run("0", "new", state: RunState.Running)];
        QueuePlan.Next(open, new Dictionary<string, long> { ["busy"] = 7, ["calm"] = 3 })!.Id.ShouldBe("3");
        QueuePlan.Next(open, new Dictionary<string, long> { ["busy"] = 1, ["calm"] = 3 })!.Id.ShouldBe("1");
        QueuePlan.Next(open, new Dictionary<string, long> { ["calm"] = 1 })!.Id.ShouldBe("1");
        QueuePlan.Next(open[4..], new Dictionary<string, long>()).ShouldBeNull();
    }

    [Fact]
    public void A_newer_patchset_takes_the_place_of_an_older_one_even_when_that_is_built() => Superseded(
        Run("1", change: new ChangeNumber(7, 1), state: RunState.Running), Run("2", change: new ChangeNumber(7, 2)),
        Run("3", change: new ChangeNumber(7, 10)),
        Run("4", change: new ChangeNumber(8, 1)), Run("5", "b", new ChangeNumber(7, 1))).ShouldBe(["1 by 3", "2 by 3"]);

    [Fact]
    public void A_newer_commit_of_a_branch_takes_the_place_of_one_that_waits_and_not_of_one_that_is_built() =>
        Superseded(Run("1", state: RunState.Running), Run("2"), Run("3"), Run("4", change: new ChangeNumber(7, 1)))
            .ShouldBe(["2 by 3"]);

    [Fact]
    public void A_run_that_the_server_never_survives_fails_at_last()
    {
        QueuePlan.Resumed(Run("1", state: RunState.Running) with { Attempts = 1 }, Now).State.ShouldBe(RunState.Queued);
        var given = QueuePlan.Resumed(Run("1", state: RunState.Running) with { Attempts = QueuePlan.MaxAttempts }, Now);
        (given.State, given.Ended).ShouldBe((RunState.Failed, Now));
        given.Cause.ShouldNotBeNull();
    }

    [Fact]
    public void Whatever_arrives_and_crashes_no_change_is_lost_or_built_twice_and_nobody_waits_for_two_runs_of_another()
    {
        // 0 to 5: a change of one of three watches arrives; 6 and 7: the next run begins or the running one ends; 8:
        // the server crashes.
        var events = Gen.Choose(0, 8).Two().ListOf();
        Prop.ForAll(events.ToArbitrary(), happened =>
        {
            var model = new QueueModel();
            foreach (var (what, detail) in happened)
                model.Happen(what, detail);
            model.Drain();
            return model.Faults.Count == 0 ? true.ToProperty() : false.Label(string.Join("; ", model.Faults));
        }).QuickCheckThrowOnFailure();
    }
}
