using System.Security.Cryptography;
using System.Text;
using Slipway.Factory.Pipeline;
using Slipway.Factory.Records;
using Slipway.Factory.Tests.Watching.Reports;
using Slipway.Factory.Watching;
using Slipway.Factory.Watching.Records;
using Slipway.Factory.Watching.Reports;
using Slipway.Oci;
using Slipway.Testing;
using Slipway.Testing.Builds;

namespace Slipway.Factory.Tests.Watching;

/// <summary>
/// Changes in real repositories are built by the real engine, and what came of them is told to a server that speaks
/// the services' APIs.
/// </summary>
public sealed class FactoryWatchServiceTests(BuildMachine machine) : IClassFixture<BuildMachine>, IAsyncLifetime
{
    private const string HookSecret = "a secret of the hooks";
    private WatchFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await WatchFixture.OpenAsync(machine);

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    private Watch Trees => new()
    {
        Name = "trees", Target = new WatchTarget.Templates(_fixture.Trees.Main),
        Report = new ReportTarget.Statuses(new Uri($"{_fixture.Reviews.Url}/api/v1")),
    };

    private Watch Reviewed => Trees with
    {
        Reviews = true, Report = new ReportTarget.Gerrit(new Uri($"{_fixture.Reviews.Url}/r/"), "Verified"),
    };

    private static string States(WatchRun run) =>
        string.Join(' ', run.Images.Select(image => $"{image.Image}:{image.State}"));

    [Fact]
    public async Task A_branch_is_built_at_first_and_when_it_moves_and_its_commits_get_statuses()
    {
        var first = await _fixture.Trees.CommitAsync(_fixture.Tree());
        await _fixture.AddAsync(Trees, ReviewServer.Token);
        var run = (await _fixture.EndedAsync("trees", 1))[0];
        (run.State, run.Commit, run.Reference).ShouldBe((RunState.Succeeded, first, "refs/heads/main"), run.Cause);
        States(run).ShouldBe("app:built base:built");
        (await _fixture.Images.ListAsync(new ImageQuery(), default))
            .ShouldAllBe(image => image.TemplateCommit == first && image.Branch == ImageRecord.MainBranch);

        var second = await _fixture.Trees.CommitAsync(_fixture.Tree("echo broken >&2; exit 7"));
        _fixture.Watching.Wake("trees");
        var failed = (await _fixture.EndedAsync("trees", 2))[^1];
        (failed.State, failed.Commit).ShouldBe((RunState.Failed, second));
        States(failed).ShouldBe("app:blocked base:failed");
        failed.Cause.ShouldNotBeNull().ShouldStartWith("base: ");

        var third = await _fixture.Trees.CommitAsync(_fixture.Tree("echo good > /good"));
        _fixture.Watching.Wake("trees");
        // A child that its parent's failure held up is built with it.
        States((await _fixture.EndedAsync("trees", 3))[^1]).ShouldBe("app:built base:built");
        await WatchFixture.UntilAsync(
            () => Task.FromResult(_fixture.Reviews.StatusesOf(third).Contains("success")),
            () => string.Join('\n', _fixture.Reviews.Taken));
        _fixture.Reviews.StatusesOf(first).Last().ShouldBe("success");
        _fixture.Reviews.StatusesOf(second).Last().ShouldBe("failure");
        var (path, body) = _fixture.Reviews.Taken.Last(report => report.Path.EndsWith(second, StringComparison.Ordinal));
        path.ShouldBe($"/api/v1/repos/team/app/statuses/{second}");
        ((string)body["description"]!).ShouldStartWith("base: ");
        ((string)body["target_url"]!).ShouldBe($"https://slipway.example.com/{failed.Id}");
    }

    [Fact]
    public async Task Of_changes_under_review_the_new_ones_are_built_as_candidates_and_voted_on()
    {
        await _fixture.Trees.CommitAsync(_fixture.Tree());
        await _fixture.Trees.ReviewAsync(7, 1, ("app/old", "before the watch"));
        await _fixture.AddAsync(Reviewed, ReviewServer.Login);
        await _fixture.EndedAsync("trees", 1);

        var commit = await _fixture.Trees.ReviewAsync(
            19026, 2, ("app/Dockerfile.j2", "FROM {{ image_spec('base') }}\nRUN echo reviewed > /app"));
        _fixture.Watching.Wake("trees");
        var run = (await _fixture.EndedAsync("trees", 2))[^1];
        (run.State, run.Commit, run.Change?.ToString()).ShouldBe((RunState.Succeeded, commit, "19026_2"), run.Cause);
        var image = (await _fixture.Images.ListAsync(new ImageQuery { Change = 19026 }, default)).ShouldHaveSingleItem();
        image.ShouldSatisfyAllConditions(
            made => made.Image.ShouldBe("app"), made => made.TemplateCommit.ShouldBe(commit),
            made => made.Branch.ShouldBe("review"),
            made => made.ChangeLink.ShouldBe($"{_fixture.Reviews.Url}/r/19026"));
        await WatchFixture.UntilAsync(
            () => Task.FromResult(_fixture.Reviews.Taken.Count == 2), () => string.Join('\n', _fixture.Reviews.Taken));
        var reports = _fixture.Reviews.Taken.ToArray();
        reports.ShouldAllBe(report => report.Path == $"/r/a/changes/19026/revisions/{commit}/review");
        reports[0].Body["labels"].ShouldBeNull();
        ((int)reports[1].Body["labels"]!["Verified"]!).ShouldBe(1);
        ((string)reports[1].Body["message"]!).ShouldContain(image.ToString());

        var broken = await _fixture.Trees.ReviewAsync(19026, 3, ("app/Dockerfile.j2", "FROM {{ nothing }}"));
        _fixture.Watching.Wake("trees");
        (await _fixture.EndedAsync("trees", 3))[^1].Cause.ShouldNotBeNull().ShouldContain("app/Dockerfile.j2, line 1");
        await WatchFixture.UntilAsync(
            () => Task.FromResult(_fixture.Reviews.Taken.Any(
                report => report.Path.Contains(broken) && (int?)report.Body["labels"]?["Verified"] == -1)),
            () => string.Join('\n', _fixture.Reviews.Taken));
    }

    [Fact]
    public async Task A_newer_patchset_ends_the_build_of_the_older_one_which_is_told()
    {
        await _fixture.Trees.CommitAsync(_fixture.Tree());
        await _fixture.AddAsync(Reviewed, ReviewServer.Login);
        await _fixture.EndedAsync("trees", 1);
        var older = await _fixture.Trees.ReviewAsync(
            5, 1, ("app/Dockerfile.j2", "FROM {{ image_spec('base') }}\nRUN sleep 1000"));
        _fixture.Watching.Wake("trees");
        await WatchFixture.UntilAsync(
            () => Task.FromResult(_fixture.Reviews.Taken.Any(report => report.Path.Contains(older))),
            () => "no report that it began");
        var newer = await _fixture.Trees.ReviewAsync(
            5, 2, ("app/Dockerfile.j2", "FROM {{ image_spec('base') }}\nRUN echo better > /app"));
        _fixture.Watching.Wake("trees");
        var runs = await _fixture.EndedAsync("trees", 3);
        runs.Skip(1).Select(run => (run.Commit, run.State))
            .ShouldBe([(older, RunState.Superseded), (newer, RunState.Succeeded)]);
        runs[1].Cause.ShouldBe("superseded by 5_2");
        await WatchFixture.UntilAsync(
            () => Task.FromResult(_fixture.Reviews.Taken.Any(report =>
                report.Path.Contains(older) && ((string)report.Body["message"]!).Contains("superseded by 5_2"))),
            () => string.Join('\n', _fixture.Reviews.Taken));
    }

    [Fact]
    public async Task A_change_of_an_application_is_built_in_the_tree_that_has_it_as_a_source()
    {
        await using var application = await ServedRepository.StartAsync();
        await application.CommitAsync(("main.py", "one"));
        (string, string?) image =
            ("app/Dockerfile.j2", "FROM {{ image_spec('base') }}\n{{ copy_sources('code', '/code') }}");
        await _fixture.Trees.CommitAsync(
            [.. _fixture.Tree(more: $"sources: {{code: {{git: '{application.Url}', ref: main}}}}\n"), image]);
        await _fixture.AddAsync(Trees with { Report = null });
        await _fixture.EndedAsync("trees", 1);
        await _fixture.AddAsync(new Watch
        {
            Name = "application", Target = new WatchTarget.Source(application.Main, "trees", "code"), Reviews = true,
        });
        States((await _fixture.EndedAsync("application", 1))[0]).ShouldBe("app:unchanged base:unchanged");

        var reviewed = await application.ReviewAsync(1907, 1, ("main.py", "reviewed"));
        _fixture.Watching.Wake("application");
        var candidate = (await _fixture.EndedAsync("application", 2))[^1];
        (candidate.Commit, States(candidate)).ShouldBe((reviewed, "app:built base:unchanged"), candidate.Cause);
        await ShowsAsync(candidate.Images[0], "reviewed");

        await application.CommitAsync(("main.py", "two"));
        _fixture.Watching.Wake("application");
        var moved = (await _fixture.EndedAsync("application", 3))[^1];
        States(moved).ShouldBe("app:built base:unchanged", moved.Cause);
        await ShowsAsync(moved.Images[0], "two");
        await Refusal.OfAsync(ErrorCode.Factory, () => _fixture.Watching.RemoveAsync("trees", default));
    }

    [Fact]
    public async Task An_image_that_moves_below_a_tree_rebuilds_what_stands_on_it()
    {
        var below = ImageReference.Parse($"{_fixture.Name}-below/busybox:1");
        await TagAsync(below, "busybox:1");
        await _fixture.Trees.CommitAsync(
            [.. _fixture.Tree(more: $"bases: [{below.Repository}]\n").Select(file => (file.Item1, file.Item2?
                .Replace("bases: [busybox]\n", "", StringComparison.Ordinal)
                .Replace("busybox:1", below.ToString(), StringComparison.Ordinal)))]);
        await _fixture.AddAsync(Trees with { Report = null });
        await _fixture.EndedAsync("trees", 1);
        await _fixture.AddAsync(new Watch { Name = "below", Target = new WatchTarget.Image(below, "trees") });
        States((await _fixture.EndedAsync("below", 1))[0]).ShouldBe("app:unchanged base:unchanged");
        await TagAsync(below, (await _fixture.Images.ListAsync(new ImageQuery { Image = "app" }, default))[0].ToString());
        _fixture.Watching.Wake("below");
        var run = (await _fixture.EndedAsync("below", 2))[^1];
        States(run).ShouldBe("app:built base:built", run.Cause);
    }

    [Fact]
    public async Task What_a_crashed_server_left_is_built_and_told_by_the_next_one()
    {
        var commit = await _fixture.Trees.CommitAsync(_fixture.Tree());
        using var end = new CancellationTokenSource();
        var other = await OccupyAsync(end.Token);
        await _fixture.AddAsync(Trees, ReviewServer.Token);
        await WatchFixture.UntilAsync(() => Task.FromResult(_fixture.Reviews.StatusesOf(commit).Contains("pending")),
            () => "it was not told that it began");
        await _fixture.StopWatchingAsync();
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => other);
        await _fixture.StopAsync();
        var left = (await _fixture.Records.ListOpenRunsAsync(default)).ShouldHaveSingleItem();
        (left.State, left.Attempts).ShouldBe((RunState.Queued, 0), "a server that is stopped puts it back");

        await _fixture.Records.UpdateRunAsync(left with { State = RunState.Running, Attempts = 1 }, default);
        _fixture.Reviews.Refusals = 1;
        await _fixture.StartAsync();
        var run = (await _fixture.EndedAsync("trees", 1))[0];
        (run.State, run.Attempts).ShouldBe((RunState.Succeeded, 2), run.Cause);
        await WatchFixture.UntilAsync(() => Task.FromResult(_fixture.Reviews.StatusesOf(commit).Last() == "success"),
            () => string.Join('\n', _fixture.Reviews.Taken));
        (await _fixture.Records.ListUnreportedAsync(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_watch_that_is_removed_ends_its_run_and_leaves_nothing()
    {
        await _fixture.Trees.CommitAsync(_fixture.Tree("sleep 1000"));
        await _fixture.AddAsync(Trees with { Report = null });
        await _fixture.RunsAsync("trees", runs => runs is [{ State: RunState.Running }]);
        (await _fixture.Watching.RemoveAsync("trees", default)).ShouldBeTrue();
        (await _fixture.Records.ListRunsAsync(null, 10, default)).ShouldBeEmpty();
        (_fixture.Watching.Wake("trees"), await _fixture.Watching.RemoveAsync("trees", default)).ShouldBe((false, false));
        // The queue is free again.
        await _fixture.Trees.CommitAsync(_fixture.Tree());
        await _fixture.AddAsync(Trees with { Report = null });
        (await _fixture.EndedAsync("trees", 1))[0].State.ShouldBe(RunState.Succeeded);
    }

    [Fact]
    public async Task A_run_waits_for_another_one_of_the_factory_and_says_so()
    {
        await _fixture.Trees.CommitAsync(_fixture.Tree());
        using var end = new CancellationTokenSource();
        var other = await OccupyAsync(end.Token);
        await _fixture.AddAsync(Trees with { Report = null });
        await _fixture.RunsAsync(
            "trees", runs => runs is [{ State: RunState.Running, Cause: { } cause }] && cause.Contains("waits"));
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => other);
        var run = (await _fixture.EndedAsync("trees", 1))[0];
        (run.State, run.Cause).ShouldBe((RunState.Succeeded, null));
    }

    [Fact]
    public async Task A_signed_hook_wakes_the_watch_and_any_other_does_nothing()
    {
        await _fixture.Trees.CommitAsync(_fixture.Tree());
        await _fixture.AddAsync(Trees with { Report = null }, hookSecret: HookSecret);
        await _fixture.EndedAsync("trees", 1);
        await _fixture.Trees.CommitAsync(("app/file", "more"));
        var body = Encoding.UTF8.GetBytes("{\"anything\": true}");
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(HookSecret), body));
        Task<bool> SendAsync(string watch, string value) => _fixture.Watching.HandleHookAsync(
            watch, header => header == "X-Gitea-Signature" ? value : null, new MemoryStream(body), default);
        (await SendAsync("trees", new string('0', 64))).ShouldBeFalse();
        (await SendAsync("nobody", signature)).ShouldBeFalse();
        (await _fixture.Records.ListRunsAsync("trees", 10, default)).Count.ShouldBe(1);
        (await SendAsync("trees", signature)).ShouldBeTrue();
        await _fixture.EndedAsync("trees", 2);
    }

    [Fact]
    public async Task A_credential_follows_no_redirection()
    {
        await using var other = await ReviewServer.StartAsync();
        _fixture.Reviews.Elsewhere = new Uri($"{other.Url}/api/v1/repos/team/app/statuses/{new string('a', 40)}");
        await _fixture.Trees.CommitAsync(_fixture.Tree());
        await _fixture.AddAsync(Trees, ReviewServer.Token);
        var runs = await _fixture.RunsAsync(
            "trees", runs => runs is [{ State: RunState.Succeeded, Report.Failure: not null }]);
        runs[0].Report.Failure.ShouldNotBeNull().ShouldContain("answers 307");
        other.Taken.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_look_that_fails_says_why_and_is_made_again()
    {
        // An empty repository has nothing to serve.
        await _fixture.AddAsync(Trees with { Report = null });
        await WatchFixture.UntilAsync(
            async () =>
                (await _fixture.Records.FindStateAsync("trees", default))?.Failure?.Contains("cannot be fetched") == true,
            () => "no failure");
        var commit = await _fixture.Trees.CommitAsync(_fixture.Tree());
        _fixture.Watching.Wake("trees");
        (await _fixture.EndedAsync("trees", 1))[0].Commit.ShouldBe(commit);
        (await _fixture.Records.FindStateAsync("trees", default))!.Failure.ShouldBeNull();
    }

    [Fact]
    public async Task A_tree_s_directory_may_not_be_a_link_out_of_the_repository()
    {
        await _fixture.Trees.CommitAsync(("real/base/Dockerfile", "FROM busybox:1"),
            ("real/factory.yml", $"name: {_fixture.Name}\ngroup: {_fixture.Name}\nbases: [busybox]\n"));
        await _fixture.Trees.LinkAsync("link", "/etc");
        await _fixture.AddAsync(Trees with
        {
            Name = "real", Target = new WatchTarget.Templates(_fixture.Trees.Main with { Directory = "real" }),
            Report = null,
        });
        (await _fixture.EndedAsync("real", 1))[0].State.ShouldBe(RunState.Succeeded);
        await _fixture.AddAsync(Trees with
        {
            Name = "link", Target = new WatchTarget.Templates(_fixture.Trees.Main with { Directory = "link" }),
            Report = null,
        });
        (await _fixture.EndedAsync("link", 1))[0].Cause.ShouldNotBeNull().ShouldContain("no directory link");
    }

    private async Task TagAsync(ImageReference name, string image) =>
        await machine.Images.TagAsync(
            name, (await machine.Images.FindAsync(ImageReference.Parse(image), default))!.Digest, default);

    private async Task ShowsAsync(RunImage made, string text)
    {
        var image = await machine.Images.FindAsync(ImageReference.Parse(made.Name!), default);
        (await machine.RunAsync(image!, "cat", "/code/main.py")).ShouldBe(text);
    }

    /// <summary>Begins a run of another tree, which goes on until it is cancelled.</summary>
    private async Task<Task> OccupyAsync(CancellationToken cancel)
    {
        var tree = new TestTree(
            ("factory.yml", $"name: other\ngroup: {_fixture.Name}-other\nbases: [busybox]\ntolerate: [user]\n"),
            ("slow/Dockerfile", "FROM busybox:1\nRUN sleep 1000"));
        var begun = new TaskCompletionSource();
        var running = RunAsync();
        await Task.WhenAny(begun.Task, running);
        return running;

        async Task RunAsync()
        {
            using (tree)
                await _fixture.Pipeline.RunAsync(new FactoryBuildRequest { Tree = tree.Read() }, _ => Begun(), cancel);
        }

        ValueTask Begun()
        {
            begun.TrySetResult();
            return ValueTask.CompletedTask;
        }
    }
}
