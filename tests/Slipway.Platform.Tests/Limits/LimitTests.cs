using Slipway.Platform.Applications;
using Slipway.Platform.Composition;
using Slipway.Platform.Limits;
using Slipway.Platform.Operations;
using Slipway.Platform.Provisioning;
using Slipway.Testing.World;

namespace Slipway.Platform.Tests.Limits;

public sealed class LimitTests : IAsyncLifetime
{
    private readonly PlatformWorld World = new();

    public async ValueTask InitializeAsync()
    {
        await World.StartAsync();
        await World.AddCartridgesAsync();
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();

    [Fact]
    public async Task A_change_makes_a_release_without_a_build_and_reaches_the_new_gear()
    {
        var before = (await World.CreateAsync("blog")).Limits;
        var builds = World.Builder.Builds.Count;

        await ChangeAsync(new LimitChange(Memory: 1L << 30, Cpus: 2), OperationState.Done);

        World.Builder.Builds.Count.ShouldBe(builds);
        var running = (await World.RunningAsync()).ShouldHaveSingleItem();
        World.Engine.SpecOf(running.Id).Limits.ShouldBe(before with { Memory = 1L << 30, Cpus = 2 });
        (await World.Broker.Releases.FindAsync(await World.FindAsync("blog"), 2, default))!.Reason
            .ShouldBe("memory 1 GiB, cpus 2");
    }

    [Fact]
    public async Task The_same_limits_again_change_nothing()
    {
        await World.CreateAsync("blog");
        await ChangeAsync(new LimitChange(Pids: 100), OperationState.Done);
        var starts = World.Engine.Starts;
        (await ChangeAsync(new LimitChange(Pids: 100), OperationState.Done)).Outcome
            .ShouldNotBeNull().ShouldContain("nothing changed");
        World.Engine.Starts.ShouldBe(starts);
    }

    [Fact]
    public async Task Limits_that_the_application_does_not_survive_are_taken_back()
    {
        var before = (await World.CreateAsync("blog")).Limits;
        World.Programs = spec =>
            spec.Limits.Memory < before.Memory ? new() { ExitCode = 137 } : new() { Ports = [World.Port] };

        await ChangeAsync(new LimitChange(Memory: LimitRules.MinMemoryBytes), OperationState.Failed);

        var after = await World.FindAsync("blog");
        (after.Limits, after.Release).ShouldBe((before, 1));
    }

    [Fact]
    public async Task A_first_release_that_died_of_its_limits_comes_to_life_with_others()
    {
        World.Programs = spec =>
            spec.Limits.Memory > 1L << 30 ? new() { Ports = [World.Port] } : new() { ExitCode = 137 };
        var application = await World.CreateAsync("blog", empty: true);
        await World.EndAsync(await World.PushAsync(application, "one"), OperationState.Failed);

        await ChangeAsync(new LimitChange(Memory: 2L << 30), OperationState.Done);

        (await World.FindAsync("blog")).Release.ShouldBe(2);
    }

    [Fact]
    public async Task A_rollback_takes_the_limits_back_and_the_next_release_has_them()
    {
        var before = (await World.CreateAsync("blog")).Limits;
        await ChangeAsync(new LimitChange(Memory: 1L << 30), OperationState.Done);
        await World.EndAsync(
            await World.Broker.Releases.RollbackAsync(await World.FindAsync("blog"), 1, "alice", default),
            OperationState.Done);
        (await World.FindAsync("blog")).Limits.ShouldBe(before);

        await World.EndAsync(await World.PushAsync(await World.FindAsync("blog"), "two"), OperationState.Done);

        (await World.Broker.Releases.FindAsync(await World.FindAsync("blog"), 4, default))!.Limits.ShouldBe(before);
    }

    [Fact]
    public async Task What_is_out_of_bounds_or_nothing_starts_no_operation()
    {
        await World.CreateAsync("blog");
        foreach (var change in new[] { LimitChange.None, new LimitChange(Memory: 1), new LimitChange(Pids: 0) })
            (await Should.ThrowAsync<SlipwayException>(() => ChangeAsync(change, OperationState.Done))).Code
                .ShouldBe(ErrorCode.Invalid);
        (await World.Broker.Operations.ListAsync(null, 10, default)).ShouldHaveSingleItem().Kind
            .ShouldBe(CreateApplication.Name);
    }

    private async Task<Operation> ChangeAsync(LimitChange change, OperationState end) =>
        await World.EndAsync(
            await World.Broker.Limits.ChangeAsync(await World.FindAsync("blog"), change, "alice", default), end);
}
