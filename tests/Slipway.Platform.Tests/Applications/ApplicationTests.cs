using Slipway.Platform.Applications;
using Slipway.Platform.Operations;
using Slipway.Platform.Releases;
using Slipway.Platform.Tests.World;

namespace Slipway.Platform.Tests.Applications;

/// <summary>The life of applications, over any store.</summary>
public abstract class ApplicationTests(PlatformStores stores) : IAsyncLifetime
{
    private readonly PlatformWorld _world = new(stores);

    public async ValueTask InitializeAsync()
    {
        await _world.StartAsync();
        await _world.AddCartridgesAsync();
    }

    public virtual ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_new_application_is_built_from_its_template_and_routed()
    {
        var application = await _world.CreateAsync("blog");

        application.Release.ShouldBe(1);
        var backend = _world.Edge.Find("blog-demo").ShouldNotBeNull();
        backend.Hosts.ShouldBe(["blog-demo.localhost"]);
        backend.Servers.Length.ShouldBe(1);
        _world.Builder.Images.Keys.ShouldBe(["demo/blog:b1", "demo/blog:v1"], ignoreOrder: true);
        (await _world.Broker.Builds.ListArtifactsAsync(application, default)).ShouldHaveSingleItem().Cartridge.ShouldBe("web:1");
    }

    [Fact]
    public async Task An_empty_application_waits_for_its_first_push()
    {
        var application = await _world.CreateAsync("blog", empty: true);
        application.Release.ShouldBeNull();

        await _world.EndAsync(await _world.PushAsync(application, "one"), OperationState.Done);

        (await _world.FindAsync("blog")).Release.ShouldBe(1);
    }

    [Fact]
    public async Task A_push_replaces_the_gear_and_the_old_one_drains_first()
    {
        var application = await _world.CreateAsync("blog");
        var old = (await _world.RunningAsync()).ShouldHaveSingleItem();

        var operation = await _world.EndAsync(await _world.PushAsync(application, "two"), OperationState.Done);

        operation.Outcome.ShouldNotBeNull().ShouldContain("v2 serves");
        (await _world.RunningAsync()).ShouldHaveSingleItem().Id.ShouldNotBe(old.Id);
        _world.Edge.Drained.ShouldContain(("blog-demo", old.Id));
        _world.Edge.History.SkipWhile(table => table.Backends.IsEmpty).ShouldAllBe(table => table.Backends[0].Servers.Any(server => !server.Draining));
    }

    [Fact]
    public async Task The_same_source_again_changes_nothing()
    {
        var application = await _world.CreateAsync("blog");
        await _world.EndAsync(await _world.PushAsync(application, "two"), OperationState.Done);
        var starts = _world.Engine.Starts;

        var again = await _world.EndAsync(await _world.PushAsync(application, "two"), OperationState.Done);

        again.Outcome.ShouldNotBeNull().ShouldContain("nothing changed");
        _world.Engine.Starts.ShouldBe(starts);
        (await _world.FindAsync("blog")).Release.ShouldBe(2);
    }

    [Fact]
    public async Task A_failing_build_leaves_the_release_that_serves_and_says_why()
    {
        var application = await _world.CreateAsync("blog");
        var before = await _world.RunningAsync();

        var failed = await _world.EndAsync(await _world.PushAsync(application, "fail"), OperationState.Failed);

        failed.Error.ShouldBe(PlatformError.BuildFailed);
        failed.Cause.ShouldNotBeNull().ShouldContain("exit code 3");
        (await _world.RunningAsync()).Select(gear => gear.Id).ShouldBe(before.Select(gear => gear.Id));
        var build = (await _world.Broker.Builds.ListAsync(application, default))[0];
        (build.Phase, build.ExitCode).ShouldBe(("assemble", 3));
    }

    [Fact]
    public async Task A_release_that_does_not_come_to_life_leaves_the_one_before_and_says_why()
    {
        var application = await _world.CreateAsync("blog");
        var before = await _world.RunningAsync();
        _world.Programs = _ => new() { ExitCode = 7, Says = ["cannot find module"] };

        var failed = await _world.EndAsync(await _world.PushAsync(application, "broken"), OperationState.Failed);

        failed.Error.ShouldBe(PlatformError.RolloutFailed);
        failed.Cause.ShouldNotBeNull().ShouldContain("exit code 7");
        failed.Cause.ShouldContain("cannot find module");
        (await _world.FindAsync("blog")).Release.ShouldBe(1);
        (await _world.RunningAsync()).Select(gear => gear.Id).ShouldBe(before.Select(gear => gear.Id));
        (await _world.Broker.Releases.ListAsync(application, default))[0].State.ShouldBe(ReleaseState.Failed);
        _world.Edge.Serving("blog-demo").Select(server => server.Name).ShouldBe(before.Select(gear => gear.Id));
    }

    [Fact]
    public async Task Scaling_up_adds_gears_and_scaling_down_drains_them()
    {
        var application = await _world.CreateAsync("blog");

        await _world.EndAsync(await _world.Broker.Applications.ScaleAsync(application, 3, "alice", default), OperationState.Done);
        _world.Edge.Serving("blog-demo").Count.ShouldBe(3);

        await _world.EndAsync(await _world.Broker.Applications.ScaleAsync(application, 1, "alice", default), OperationState.Done);
        _world.Edge.Serving("blog-demo").Count.ShouldBe(1);
        (await _world.RunningAsync()).Count.ShouldBe(1);
        _world.Edge.Drained.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_rollback_is_a_release_without_a_build()
    {
        var application = await _world.CreateAsync("blog");
        await _world.EndAsync(await _world.PushAsync(application, "two"), OperationState.Done);
        var (builds, first) = (_world.Builder.Builds.Count, (await _world.Broker.Releases.FindAsync(application, 1, default))!);

        application = await _world.FindAsync("blog");
        await _world.EndAsync(await _world.Broker.Releases.RollbackAsync(application, null, "alice", default), OperationState.Done);

        var third = (await _world.Broker.Releases.FindAsync(application, 3, default)).ShouldNotBeNull();
        (third.Image, third.Build, third.Reason).ShouldBe((first.Image, first.Build, "rollback to v1"));
        _world.Builder.Builds.Count.ShouldBe(builds);
        (await _world.FindAsync("blog")).Release.ShouldBe(3);
    }

    [Fact]
    public async Task A_rollback_takes_the_cartridge_version_back_for_the_next_build()
    {
        var application = await _world.CreateAsync("blog");
        var upgrade = await _world.Broker.Builds.StartAsync(application,
            new(Platform.Builds.SourceKind.Commit, _world.Repositories.Commit("two")), new() { Cartridge = "web:2" }, Platform.Builds.PrivateInputs.None, "alice", default);
        await _world.EndAsync(upgrade, OperationState.Done);
        (await _world.FindAsync("blog")).Cartridge.ShouldBe("web:2");

        await _world.EndAsync(await _world.Broker.Releases.RollbackAsync(await _world.FindAsync("blog"), 1, "alice", default), OperationState.Done);

        (await _world.FindAsync("blog")).Cartridge.ShouldBe("web:1");
    }

    [Fact]
    public async Task Deleting_leaves_nothing_and_frees_the_name()
    {
        var application = await _world.CreateAsync("store", "db:1");

        await _world.EndAsync(await _world.Broker.Applications.DeleteAsync(application, "alice", default), OperationState.Done);

        (await _world.RunningAsync()).ShouldBeEmpty();
        (await _world.Engine.ListVolumesAsync(default)).ShouldBeEmpty();
        _world.Engine.Slots.ShouldBeEmpty();
        _world.Builder.Images.ShouldBeEmpty();
        _world.Repositories.Repositories.ShouldBeEmpty();
        _world.Edge.Table.Backends.ShouldBeEmpty();
        (await _world.CreateAsync("store")).Id.ShouldNotBe(application.Id);
    }

    [Fact]
    public async Task Only_the_newest_artifacts_are_kept()
    {
        _world.KeptReleases = 2;
        await _world.StartAsync();
        var application = await _world.CreateAsync("blog");
        foreach (var content in new[] { "two", "three", "four" })
            await _world.EndAsync(await _world.PushAsync(application, content), OperationState.Done);

        (await _world.Broker.Releases.ListAsync(application, default)).Select(release => release.Number).ShouldBe([4, 3]);
        _world.Builder.Images.Keys.Order().ShouldBe(["demo/blog:b3", "demo/blog:b4", "demo/blog:v3", "demo/blog:v4"]);
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
        var refusal = await Should.ThrowAsync<PlatformException>(() =>
            _world.Broker.Applications.CreateAsync(new NewApplication(PlatformWorld.Domain, name, "web:1"), "alice", default));
        refusal.Error.ShouldBe(PlatformError.Invalid);
    }

    [Fact]
    public async Task An_unknown_cartridge_is_refused_with_those_there_are()
    {
        var refusal = await Should.ThrowAsync<PlatformException>(() =>
            _world.Broker.Applications.CreateAsync(new NewApplication(PlatformWorld.Domain, "blog", "cobol:60"), "alice", default));
        (refusal.Error, refusal.NextStep!.Contains("web:1", StringComparison.Ordinal)).ShouldBe((PlatformError.NotFound, true));
    }

    [Fact]
    public async Task When_the_repository_cannot_be_made_nothing_is_left_of_the_application()
    {
        _world.Repositories.Refusal = "the template's host does not answer";
        var operation = await _world.Broker.Applications.CreateAsync(new NewApplication(PlatformWorld.Domain, "blog", "web:1"), "alice", default);

        (await _world.EndAsync(operation, OperationState.Failed)).Cause.ShouldNotBeNull().ShouldContain("does not answer");

        (await _world.Broker.Applications.FindAsync(PlatformWorld.Domain, "blog", default)).ShouldBeNull();
    }
}
