using System.Collections.Immutable;
using Slipway.Build.Remote;
using Slipway.Factory.Naming;
using Slipway.Factory.Watching;
using Slipway.Factory.Watching.Polling;
using Slipway.Factory.Watching.Queue;
using Slipway.Factory.Watching.Records;
using Slipway.Factory.Watching.Reports;
using Slipway.Oci;

namespace Slipway.Storage.Tests.Factory;

/// <summary>What every store of the image factory's watches does.</summary>
public abstract class WatchRecordsContract
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);
    private static readonly GitAddress Address =
        new(new Uri("https://git.example.com/team/images.git"), "main", "trees/all");

    protected abstract IWatchRecords Records { get; }

    private static Watch Trees(string name = "trees") =>
        new() { Name = name, Target = new WatchTarget.Templates(Address), Added = Now };

    private static WatchRun Run(string id, string watch = "trees", ChangeNumber? change = null) =>
        new()
        {
            Id = id, Watch = watch, Reference = "refs/heads/main", Commit = "c0ffee", Change = change, Queued = Now,
        };

    private static PollResult Look(string? tip = "c0ffee", params (int Change, int Patchset)[] patchsets) =>
        new(Now, tip, patchsets.ToImmutableDictionary(seen => seen.Change, seen => seen.Patchset), null);

    private static IEnumerable<string> Ids(IEnumerable<WatchRun> runs) => runs.Select(run => run.Id);

    [Fact]
    public async Task Watches_come_back_as_they_were_written_each_name_once()
    {
        Watch[] watches =
        [
            new()
            {
                Name = "app", Target = new WatchTarget.Source(Address with { Directory = "" }, "trees", "keystone"),
                Interval = TimeSpan.FromSeconds(30),
                Reviews = true, Report = new ReportTarget.Gerrit(new Uri("https://review.example.com/"), "Verified"),
                Credential = "sealed", Added = Now,
            },
            new()
            {
                Name = "base", Target = new WatchTarget.Image(ImageReference.Parse("images/debian:12"), "trees"),
                Added = Now,
            },
            Trees() with
            {
                Report = new ReportTarget.Statuses(new Uri("https://git.example.com/api/v1")),
                HookSecret = "sealed, too",
            },
        ];
        foreach (var watch in watches.Reverse())
            (await Records.AddAsync(watch, Never)).ShouldBeTrue();
        (await Records.ListAsync(Never)).ShouldBe(watches);
        (await Records.AddAsync(Trees() with { Reviews = true }, Never)).ShouldBeFalse();
        (await Records.ListAsync(Never)).ShouldBe(watches);
    }

    [Fact]
    public async Task A_look_adds_to_what_was_seen_and_queues_its_runs()
    {
        await Records.AddAsync(Trees(), Never);
        (await Records.FindStateAsync("trees", Never)).ShouldBeNull();
        await Records.SavePollAsync(
            "trees", Look("one", (7, 1), (8, 3)), [Run("1"), Run("2", change: new ChangeNumber(8, 3))], Never);
        await Records.SavePollAsync(
            "trees", Look(null, (8, 4)) with { Time = Now.AddSeconds(5), Failure = "out of reach" }, [], Never);
        var seen = (await Records.FindStateAsync("trees", Never)).ShouldNotBeNull();
        (seen.LastPolled, seen.Tip, seen.Failure).ShouldBe((Now.AddSeconds(5), "one", "out of reach"));
        seen.Patchsets.ShouldBe(new Dictionary<int, int> { [7] = 1, [8] = 4 }, ignoreOrder: true);
        var runs = await Records.ListOpenRunsAsync(Never);
        Ids(runs).ShouldBe(["1", "2"]);
        runs[1].Change.ShouldBe(new ChangeNumber(8, 3));
        await Records.SavePollAsync("gone", Look(), [Run("3", "gone")], Never);
        (await Records.FindStateAsync("gone", Never)).ShouldBeNull();
        (await Records.FindRunAsync("3", Never)).ShouldBeNull();
    }

    [Fact]
    public async Task A_run_is_begun_ended_and_listed_and_its_report_is_written_apart()
    {
        await Records.AddAsync(Trees(), Never);
        await Records.AddAsync(Trees("others"), Never);
        await Records.SavePollAsync("trees", Look(), [Run("1"), Run("2")], Never);
        await Records.SavePollAsync("others", Look(), [Run("3", "others")], Never);
        await Records.StartRunAsync(Run("1") with { State = RunState.Running, Attempts = 1, Started = Now }, Never);
        await Records.SaveReportAsync(
            "1", new RunReport(RunState.Running, RunState.Failed, 2, Now.AddMinutes(1), "refused"), Never);
        var ended = Run("1") with
        {
            State = RunState.Failed, Attempts = 1, Started = Now, Ended = Now.AddSeconds(9), Cause = "redis failed",
            Images = [new RunImage("redis", "failed", null, "exit code 1"),
                new RunImage("debian", "built", "group/debian:12.0-p1", null)],
        };
        await Records.UpdateRunAsync(ended, Never);
        var found = (await Records.FindRunAsync("1", Never)).ShouldNotBeNull();
        (found with { Images = ended.Images }).ShouldBe(
            ended with { Report = new RunReport(RunState.Running, RunState.Failed, 2, Now.AddMinutes(1), "refused") });
        found.Images.ShouldBe(ended.Images);
        Ids(await Records.ListOpenRunsAsync(Never)).ShouldBe(["2", "3"]);
        Ids(await Records.ListRunsAsync("trees", 10, Never)).ShouldBe(["2", "1"]);
        Ids(await Records.ListRunsAsync(null, 2, Never)).ShouldBe(["3", "2"]);
        Ids(await Records.ListUnreportedAsync(Never)).ShouldBe(["1", "2", "3"]);
        await Records.SaveReportAsync("1", new RunReport(RunState.Failed, Settled: true), Never);
        Ids(await Records.ListUnreportedAsync(Never)).ShouldBe(["2", "3"]);
        await Records.UpdateRunAsync(Run("nobody"), Never);
        await Records.SaveReportAsync("nobody", new RunReport(), Never);
        (await Records.FindRunAsync("nobody", Never)).ShouldBeNull();
    }

    [Fact]
    public async Task Whose_turn_it_was_last_is_known()
    {
        await Records.AddAsync(Trees("a"), Never);
        await Records.AddAsync(Trees("b"), Never);
        await Records.AddAsync(Trees("c"), Never);
        (await Records.ListLastStartsAsync(Never)).Values.ShouldAllBe(turn => turn == 0);
        await Records.SavePollAsync("a", Look(), [Run("1", "a"), Run("2", "a")], Never);
        await Records.SavePollAsync("b", Look(), [Run("3", "b")], Never);
        foreach (var run in new[] { Run("1", "a"), Run("3", "b"), Run("2", "a") })
            await Records.StartRunAsync(run with { State = RunState.Running }, Never);
        (await Records.ListLastStartsAsync(Never)).OrderBy(turn => turn.Value)
            .Select(turn => turn.Key).ShouldBe(["c", "b", "a"]);
    }

    [Fact]
    public async Task A_watch_goes_with_all_that_it_saw_and_its_runs()
    {
        await Records.AddAsync(Trees(), Never);
        await Records.AddAsync(Trees("others"), Never);
        await Records.SavePollAsync("trees", Look("one", (7, 1)), [Run("1")], Never);
        await Records.SavePollAsync("others", Look(), [Run("2", "others")], Never);
        (await Records.RemoveAsync("trees", Never)).ShouldBeTrue();
        (await Records.RemoveAsync("trees", Never)).ShouldBeFalse();
        (await Records.FindStateAsync("trees", Never)).ShouldBeNull();
        Ids(await Records.ListOpenRunsAsync(Never)).ShouldBe(["2"]);
        await Records.AddAsync(Trees(), Never);
        (await Records.FindStateAsync("trees", Never)).ShouldBeNull();
    }

    [Fact]
    public async Task Of_runs_that_are_over_the_newest_are_kept_and_none_of_which_something_is_to_be_told()
    {
        await Records.AddAsync(Trees(), Never);
        var runs = Enumerable.Range(0, IWatchRecords.MaxFinishedRuns + 5)
            .Select(number => Run($"{number:000}")).ToList();
        await Records.SavePollAsync("trees", Look(), runs, Never);
        foreach (var run in runs.Skip(1))
            await Records.SaveReportAsync(run.Id, new RunReport(Settled: true), Never);
        foreach (var run in runs.SkipLast(1))
            await Records.UpdateRunAsync(run with { State = RunState.Succeeded }, Never);
        var kept = (await Records.ListRunsAsync("trees", 1000, Never)).Select(run => run.Id).Order().ToList();
        kept.Count.ShouldBe(IWatchRecords.MaxFinishedRuns + 2);
        kept[0].ShouldBe("000");
        kept[1].ShouldBe("004");
        kept[^1].ShouldBe(runs[^1].Id);
    }
}
