using Slipway.Platform.Applications;
using Slipway.Platform.Composition;
using Slipway.Platform.Operations;
using Slipway.Platform.Provisioning;
using Slipway.Platform.Releases;
using Slipway.Testing.World;

namespace Slipway.Platform.Tests.Applications;

/// <summary>The life of applications, over any store.</summary>
public abstract class ApplicationTests(PlatformStores stores) : WorldTests(stores)
{
    [Fact]
    public async Task A_new_application_is_built_from_its_template_and_routed()
    {
        var application = await World.CreateAsync("blog");

        application.Release.ShouldBe(1);
        var backend = World.Edge.Find("blog-demo").ShouldNotBeNull();
        backend.Hosts.ShouldBe(["blog-demo.localhost"]);
        backend.Servers.Length.ShouldBe(1);
        World.Builder.Images.Keys.ShouldBe(["demo/blog:b1", "demo/blog:v1"], ignoreOrder: true);
        (await World.Broker.Builds.ListArtifactsAsync(application, default))
            .ShouldHaveSingleItem().Cartridge.ShouldBe("web:1");
    }

    [Fact]
    public async Task An_empty_application_waits_for_its_first_push()
    {
        var application = await World.CreateAsync("blog", empty: true);
        application.Release.ShouldBeNull();

        await World.EndAsync(await World.PushAsync(application, "one"), OperationState.Done);

        (await World.FindAsync("blog")).Release.ShouldBe(1);
    }

    [Fact]
    public async Task A_push_replaces_the_gear_and_the_old_one_drains_first()
    {
        var application = await World.CreateAsync("blog");
        var old = (await World.RunningAsync()).ShouldHaveSingleItem();

        var operation = await World.EndAsync(await World.PushAsync(application, "two"), OperationState.Done);

        operation.Outcome.ShouldNotBeNull().ShouldContain("v2 serves");
        (await World.RunningAsync()).ShouldHaveSingleItem().Id.ShouldNotBe(old.Id);
        World.Edge.Drained.ShouldContain(("blog-demo", old.Id));
        World.Edge.History.SkipWhile(table => table.Backends.IsEmpty)
            .ShouldAllBe(table => table.Backends[0].Servers.Any(server => !server.Draining));
    }

    [Fact]
    public async Task The_same_source_again_changes_nothing()
    {
        var application = await World.CreateAsync("blog");
        await World.EndAsync(await World.PushAsync(application, "two"), OperationState.Done);
        var starts = World.Engine.Starts;

        var again = await World.EndAsync(await World.PushAsync(application, "two"), OperationState.Done);

        again.Outcome.ShouldNotBeNull().ShouldContain("nothing changed");
        World.Engine.Starts.ShouldBe(starts);
        (await World.FindAsync("blog")).Release.ShouldBe(2);
    }

    [Fact]
    public async Task A_failing_build_leaves_the_release_that_serves_and_says_why()
    {
        var application = await World.CreateAsync("blog");
        var before = await World.RunningAsync();

        var failed = await World.EndAsync(await World.PushAsync(application, "fail"), OperationState.Failed);

        failed.Error.ShouldBe(ErrorCode.BuildFailed);
        failed.Cause.ShouldNotBeNull().ShouldContain("exit code 3");
        (await World.RunningAsync()).Select(gear => gear.Id).ShouldBe(before.Select(gear => gear.Id));
        var build = (await World.Broker.Builds.ListAsync(application, default))[0];
        (build.Phase, build.ExitCode).ShouldBe(("assemble", 3));
    }

    [Fact]
    public async Task A_release_that_does_not_come_to_life_leaves_the_one_before_and_says_why()
    {
        var application = await World.CreateAsync("blog");
        var before = await World.RunningAsync();
        World.Programs = _ => new() { ExitCode = 7, Output = ["cannot find module"] };

        var failed = await World.EndAsync(await World.PushAsync(application, "broken"), OperationState.Failed);

        failed.Error.ShouldBe(ErrorCode.RolloutFailed);
        failed.Cause.ShouldNotBeNull().ShouldContain("exit code 7");
        failed.Cause.ShouldContain("cannot find module");
        (await World.FindAsync("blog")).Release.ShouldBe(1);
        (await World.RunningAsync()).Select(gear => gear.Id).ShouldBe(before.Select(gear => gear.Id));
        (await World.Broker.Releases.ListAsync(application, default))[0].State.ShouldBe(ReleaseState.Failed);
        World.Edge.Serving("blog-demo").Select(server => server.Name).ShouldBe(before.Select(gear => gear.Id));
    }

    [Fact]
    public async Task Scaling_up_adds_gears_and_scaling_down_drains_them()
    {
        var application = await World.CreateAsync("blog");

        await World.EndAsync(
            await World.Broker.Applications.ScaleAsync(application, 3, "alice", default), OperationState.Done);
        World.Edge.Serving("blog-demo").Count.ShouldBe(3);

        await World.EndAsync(
            await World.Broker.Applications.ScaleAsync(application, 1, "alice", default), OperationState.Done);
        World.Edge.Serving("blog-demo").Count.ShouldBe(1);
        (await World.RunningAsync()).Count.ShouldBe(1);
        World.Edge.Drained.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_rollback_is_a_release_without_a_build()
    {
        var application = await World.CreateAsync("blog");
        await World.EndAsync(await World.PushAsync(application, "two"), OperationState.Done);
        var (builds, first) =
            (World.Builder.Builds.Count, (await World.Broker.Releases.FindAsync(application, 1, default))!);

        application = await World.FindAsync("blog");
        await World.EndAsync(
            await World.Broker.Releases.RollbackAsync(application, null, "alice", default), OperationState.Done);

        var third = (await World.Broker.Releases.FindAsync(application, 3, default)).ShouldNotBeNull();
        (third.Image, third.Build, third.Reason).ShouldBe((first.Image, first.Build, "rollback to v1"));
        World.Builder.Builds.Count.ShouldBe(builds);
        (await World.FindAsync("blog")).Release.ShouldBe(3);
    }

    [Fact]
    public async Task A_rollback_takes_the_cartridge_version_back_for_the_next_build()
    {
        var application = await World.CreateAsync("blog");
        var upgrade = await World.Broker.Builds.StartAsync(application,
            new(Platform.Builds.SourceKind.Commit, World.Repositories.Commit("two")), new() { Cartridge = "web:2" },
            Platform.Builds.PrivateInputs.None, "alice", default);
        await World.EndAsync(upgrade, OperationState.Done);
        (await World.FindAsync("blog")).Cartridge.ShouldBe("web:2");

        await World.EndAsync(
            await World.Broker.Releases.RollbackAsync(await World.FindAsync("blog"), 1, "alice", default),
            OperationState.Done);

        (await World.FindAsync("blog")).Cartridge.ShouldBe("web:1");
    }

    [Fact]
    public async Task Deleting_leaves_nothing_and_frees_the_name()
    {
        var application = await World.CreateAsync("store", "db:1");

        await World.EndAsync(
            await World.Broker.Applications.DeleteAsync(application, "alice", default), OperationState.Done);

        (await World.RunningAsync()).ShouldBeEmpty();
        (await World.Engine.ListVolumesAsync(default)).ShouldBeEmpty();
        World.Engine.Slots.ShouldBeEmpty();
        World.Builder.Images.ShouldBeEmpty();
        World.Repositories.Repositories.ShouldBeEmpty();
        World.Edge.Table.Backends.ShouldBeEmpty();
        (await World.CreateAsync("store")).Id.ShouldNotBe(application.Id);
    }

    [Fact]
    public async Task Only_the_newest_artifacts_are_kept()
    {
        World.KeptReleases = 2;
        await World.StartAsync();
        var application = await World.CreateAsync("blog");
        foreach (var content in new[] { "two", "three", "four" })
            await World.EndAsync(await World.PushAsync(application, content), OperationState.Done);

        (await World.Broker.Releases.ListAsync(application, default))
            .Select(release => release.Number).ShouldBe([4, 3]);
        World.Builder.Images.Keys.Order().ShouldBe(["demo/blog:b3", "demo/blog:b4", "demo/blog:v3", "demo/blog:v4"]);
    }

    [Fact]
    public async Task Builds_that_fail_leave_only_their_newest_logs()
    {
        var application = await World.CreateAsync("blog");
        for (var push = 0; push < 55; push++)
            await World.EndAsync(await World.PushAsync(application, "fail"), OperationState.Failed);

        var kept = (await World.Stores.Builds.ListBuildsAsync(application.Id, default))
            .Select(build => build.Number).Order().ToList();
        kept.ShouldBe([1, .. Enumerable.Range(7, 50)]);
        Directory.EnumerateFiles(Path.Combine(World.Directory, "logs", "builds", application.Id))
            .Select(path => int.Parse(Path.GetFileNameWithoutExtension(path))).Order().ShouldBe(kept);
    }

    [Theory]
    [InlineData("Blog")]
    [InlineData("-blog")]
    [InlineData("blog-")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefg")]
    public async Task Names_that_are_no_host_labels_are_refused(string name)
    {
        var refusal = await Should.ThrowAsync<SlipwayException>(() =>
            World.Broker.Applications.CreateAsync(
                new NewApplication(PlatformWorld.Domain, name, "web:1"), "alice", default));
        refusal.Code.ShouldBe(ErrorCode.Invalid);
    }

    [Fact]
    public async Task An_unknown_cartridge_is_refused_with_those_there_are()
    {
        var refusal = await Should.ThrowAsync<SlipwayException>(() =>
            World.Broker.Applications.CreateAsync(
                new NewApplication(PlatformWorld.Domain, "blog", "cobol:60"), "alice", default));
        (refusal.Code, refusal.NextStep!.Contains("web:1", StringComparison.Ordinal))
            .ShouldBe((ErrorCode.NotFound, true));
    }

    [Fact]
    public async Task When_the_repository_cannot_be_made_nothing_is_left_of_the_application()
    {
        World.Repositories.Refusal = "the template's host does not answer";
        var operation = await World.Broker.Applications.CreateAsync(
            new NewApplication(PlatformWorld.Domain, "blog", "web:1"), "alice", default);

        (await World.EndAsync(operation, OperationState.Failed)).Cause
            .ShouldNotBeNull().ShouldContain("does not answer");

        (await World.Broker.Applications.FindAsync(PlatformWorld.Domain, "blog", default)).ShouldBeNull();
    }
}
