using System.Collections.Immutable;
using Slipway.Build.Remote;
using Slipway.Factory.Watching;
using Slipway.Factory.Watching.Polling;
using Slipway.Factory.Watching.Records;
using Slipway.Testing;

namespace Slipway.Factory.Tests.Watching.Polling;

public class PollPlanTests
{
    private static readonly ManualClock Clock = new();
    private static readonly Watch Trees = new()
    {
        Name = "trees",
        Target = new WatchTarget.Templates(new GitAddress(new Uri("https://git.example.com/a.git"), "main", "")),
        Reviews = true,
    };

    private static PollPlan Look(WatchState? before, bool again, params (string Reference, string Commit)[] found) =>
        PollPlan.Of(Trees, before, found.ToDictionary(one => one.Reference, one => one.Commit), again, Clock);

    private static WatchState Seen(string? tip, params (int Change, int Patchset)[] patchsets) =>
        new(Clock.GetUtcNow(), tip, patchsets.ToImmutableDictionary(seen => seen.Change, seen => seen.Patchset), null);

    private static string Runs(PollPlan plan) =>
        string.Join(' ', plan.Runs.Select(run => $"{run.Reference}={run.Commit}:{run.Change}"));

    [Fact]
    public void The_first_look_builds_the_branch_and_takes_the_changes_that_are_there_as_seen()
    {
        var plan = Look(null, false, ("refs/heads/main", "m1"), ("refs/changes/07/7/1", "c1"),
            ("refs/changes/07/7/2", "c2"), ("refs/changes/26/19026/10", "d"));
        Runs(plan).ShouldBe("refs/heads/main=m1:");
        plan.Result.Tip.ShouldBe("m1");
        plan.Result.Patchsets.ShouldBe(new Dictionary<int, int> { [7] = 2, [19026] = 10 }, ignoreOrder: true);
        Runs(Look(Seen(null), false, ("refs/heads/main", "m1"), ("refs/changes/07/7/1", "c1")))
            .ShouldBe("refs/heads/main=m1:");
    }

    [Fact]
    public void Later_only_what_moved_is_built_and_of_a_change_only_the_newest_patchset()
    {
        var before = Seen("m1", (7, 2), (9, 1));
        var plan = Look(before, false, ("refs/heads/main", "m2"), ("refs/changes/07/7/2", "c2"),
            ("refs/changes/07/7/9", "c9"), ("refs/changes/07/7/10", "c10"),
            ("refs/changes/08/8/1", "new"), ("refs/changes/09/9/1", "old"));
        Runs(plan).ShouldBe("refs/heads/main=m2: refs/changes/07/7/10=c10:7_10 refs/changes/08/8/1=new:8_1");
        plan.Result.Patchsets.ShouldBe(new Dictionary<int, int> { [7] = 10, [8] = 1 }, ignoreOrder: true);
        var same = Look(before, false, ("refs/heads/main", "m1"), ("refs/changes/07/7/2", "c2"));
        same.Runs.ShouldBeEmpty();
        same.Result.Tip.ShouldBeNull();
    }

    [Fact]
    public void A_branch_is_built_again_when_it_is_wished() =>
        Runs(Look(Seen("m1"), true, ("refs/heads/main", "m1"))).ShouldBe("refs/heads/main=m1:");

    [Fact]
    public void A_repository_without_the_branch_is_a_failed_look_and_nothing_in_it_is_taken_as_seen()
    {
        var plan = Look(null, false, ("refs/changes/07/7/1", "c1"));
        plan.Result.Failure.ShouldNotBeNull().ShouldContain("no branch main");
        plan.Result.Patchsets.ShouldBeEmpty();
        plan.Runs.ShouldBeEmpty();
    }

    [Fact]
    public void Changes_are_left_alone_where_they_are_not_wanted() => Runs(PollPlan.Of(
        Trees with { Reviews = false }, Seen("m1"),
        new Dictionary<string, string> { ["refs/heads/main"] = "m1", ["refs/changes/07/7/1"] = "c1" }, false,
        Clock)).ShouldBeEmpty();

    [Theory]
    [InlineData("refs/changes/26/19026/2", "19026_2")]
    [InlineData("refs/changes/07/7/1", "7_1")]
    [InlineData("refs/changes/00/100/1", "100_1")]
    [InlineData("refs/changes/27/19026/2", null)]
    [InlineData("refs/changes/26/19026/meta", null)]
    [InlineData("refs/changes/26/19026/0", null)]
    [InlineData("refs/changes/26/19026/02", null)]
    [InlineData("refs/changes/26/-19026/2", null)]
    [InlineData("refs/changes/26/99999999926/2", null)]
    [InlineData("refs/changes/26/19026/2/3", null)]
    [InlineData("refs/heads/26/19026/2", null)]
    public void A_change_s_reference_says_its_number_and_patchset(string reference, string? change)
    {
        ReviewReference.TryParse(reference, out var found).ShouldBe(change is not null);
        found?.ToString().ShouldBe(change);
    }
}
