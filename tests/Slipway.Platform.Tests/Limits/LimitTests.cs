using Slipway.Platform.Limits;
using Slipway.Platform.Operations;
using Slipway.Platform.Tests.World;

namespace Slipway.Platform.Tests.Limits;

public sealed class LimitTests : IAsyncLifetime
{
    private readonly PlatformWorld _world = new();

    public async ValueTask InitializeAsync()
    {
        await _world.StartAsync();
        await _world.AddCartridgesAsync();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_change_makes_a_release_without_a_build_and_reaches_the_new_gear()
    {
        var before = (await _world.CreateAsync("blog")).Limits;
        var builds = _world.Builder.Builds.Count;

        await ChangeAsync(new LimitChange(Memory: 1L << 30, Cpus: 2), OperationState.Done);

        _world.Builder.Builds.Count.ShouldBe(builds);
        var running = (await _world.RunningAsync()).ShouldHaveSingleItem();
        _world.Engine.SpecOf(running.Id).Limits.ShouldBe(before with { Memory = 1L << 30, Cpus = 2 });
        (await _world.Broker.Releases.FindAsync(await _world.FindAsync("blog"), 2, default))!.Reason.ShouldBe("memory 1 GiB, cpus 2");
    }

    [Fact]
    public async Task The_same_limits_again_change_nothing()
    {
        await _world.CreateAsync("blog");
        await ChangeAsync(new LimitChange(Pids: 100), OperationState.Done);
        var starts = _world.Engine.Starts;
        (await ChangeAsync(new LimitChange(Pids: 100), OperationState.Done)).Outcome.ShouldNotBeNull().ShouldContain("nothing changed");
        _world.Engine.Starts.ShouldBe(starts);
    }

    [Fact]
    public async Task Limits_that_the_application_does_not_survive_are_taken_back()
    {
        var before = (await _world.CreateAsync("blog")).Limits;
        _world.Programs = spec => spec.Limits.Memory < before.Memory ? new() { ExitCode = 137 } : new() { Ports = [_world.Port] };

        await ChangeAsync(new LimitChange(Memory: LimitRules.LeastMemory), OperationState.Failed);

        var after = await _world.FindAsync("blog");
        (after.Limits, after.Release).ShouldBe((before, 1));
    }

    [Fact]
    public async Task A_first_release_that_died_of_its_limits_comes_to_life_with_others()
    {
        _world.Programs = spec => spec.Limits.Memory > 1L << 30 ? new() { Ports = [_world.Port] } : new() { ExitCode = 137 };
        var application = await _world.CreateAsync("blog", empty: true);
        await _world.EndAsync(await _world.PushAsync(application, "one"), OperationState.Failed);

        await ChangeAsync(new LimitChange(Memory: 2L << 30), OperationState.Done);

        (await _world.FindAsync("blog")).Release.ShouldBe(2);
    }

    [Fact]
    public async Task A_rollback_takes_the_limits_back_and_the_next_release_has_them()
    {
        var before = (await _world.CreateAsync("blog")).Limits;
        await ChangeAsync(new LimitChange(Memory: 1L << 30), OperationState.Done);
        await _world.EndAsync(await _world.Broker.Releases.RollbackAsync(await _world.FindAsync("blog"), 1, "alice", default), OperationState.Done);
        (await _world.FindAsync("blog")).Limits.ShouldBe(before);

        await _world.EndAsync(await _world.PushAsync(await _world.FindAsync("blog"), "two"), OperationState.Done);

        (await _world.Broker.Releases.FindAsync(await _world.FindAsync("blog"), 4, default))!.Limits.ShouldBe(before);
    }

    [Fact]
    public async Task What_is_out_of_bounds_or_nothing_starts_no_operation()
    {
        await _world.CreateAsync("blog");
        foreach (var change in new[] { LimitChange.None, new LimitChange(Memory: 1), new LimitChange(Pids: 0) })
            (await Should.ThrowAsync<PlatformException>(() => ChangeAsync(change, OperationState.Done))).Error.ShouldBe(PlatformError.Invalid);
        (await _world.Broker.Operations.ListAsync(null, 10, default)).ShouldHaveSingleItem().Kind.ShouldBe(OperationKind.CreateApplication);
    }

    private async Task<Operation> ChangeAsync(LimitChange change, OperationState end) =>
        await _world.EndAsync(await _world.Broker.Limits.ChangeAsync(await _world.FindAsync("blog"), change, "alice", default), end);
}
