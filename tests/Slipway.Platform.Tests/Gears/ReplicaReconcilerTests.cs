using Slipway.Diagnostics.Loops;
using Slipway.Engine.Gears;
using Slipway.Platform.Gears;
using Slipway.Platform.Operations;
using Slipway.Testing.World;
using Slipway.Testing.Stores;

namespace Slipway.Platform.Tests.Gears;

public sealed class ReplicaReconcilerTests : WorldTests
{
    [Fact]
    public async Task A_gear_that_ends_is_started_again_under_a_new_id_and_reported()
    {
        await World.CreateAsync("blog");
        var old = (await World.RunningAsync()).ShouldHaveSingleItem().Id;

        World.Engine.End(old, 9);

        await ServesAnewAsync("blog-demo", old);
        World.Reports.ShouldContain(line => line.Contains(old) && line.Contains("exit code 9"));
        (await GearAsync()).Restarts.ShouldBe(1);
    }

    [Fact]
    public async Task A_gear_that_does_not_run_gets_no_requests()
    {
        await World.CreateAsync("blog");
        var old = (await World.RunningAsync()).ShouldHaveSingleItem().Id;
        World.Programs = _ => new() { ExitCode = 1 };

        World.Engine.End(old, 1);

        await Eventually.IsAsync(async () => (await GearAsync()).Restarts > 1, "it was tried again");
        World.Edge.Find("blog-demo")!.Servers.ShouldBeEmpty();
        (await GearAsync()).LastEnd.ShouldNotBeNull().ShouldContain("exit code 1");
    }

    [Fact]
    public async Task A_server_takes_over_the_gears_of_the_one_before()
    {
        await World.CreateAsync("blog");
        var gear = (await World.RunningAsync()).ShouldHaveSingleItem().Id;
        var starts = World.Engine.Starts;

        await World.StartAsync();

        World.Engine.Starts.ShouldBe(starts);
        World.Edge.Serving("blog-demo").ShouldHaveSingleItem().Name.ShouldBe(gear);
    }

    [Fact]
    public async Task A_gear_that_ended_while_no_server_ran_is_reported_with_its_exit_code_and_started_again()
    {
        await World.CreateAsync("blog");
        var old = (await World.RunningAsync()).ShouldHaveSingleItem().Id;
        await World.StopAsync();
        World.Engine.End(old, 42);

        await World.StartAsync();

        await ServesAnewAsync("blog-demo", old);
        World.Reports.ShouldContain(line => line.Contains(old) && line.Contains("exit code 42"));
    }

    [Fact]
    public async Task After_power_loss_everything_comes_back_with_its_volumes()
    {
        await World.CreateAsync("blog");
        await World.CreateAsync("store", "db:1");
        var volumes = await World.Engine.ListVolumesAsync(default);
        await World.StopAsync();
        World.Engine.SimulatePowerLoss();

        await World.StartAsync();

        await Eventually.IsAsync(() => Task.FromResult(World.Edge.Table.Backends.Length == 2
            && World.Edge.Table.Backends.All(backend => backend.Servers.Length == 1)), "both serve");
        (await World.Engine.ListVolumesAsync(default)).ShouldBe(volumes);
        (await World.Engine.ListAsync(default)).SelectMany(gear => World.Engine.SpecOf(gear.Id).Volumes)
            .ShouldHaveSingleItem().Volume.ShouldBe(volumes[0]);
    }

    [Fact]
    public async Task A_gear_that_no_record_names_is_removed_at_the_start()
    {
        var application = await World.CreateAsync("blog");
        await World.StopAsync();
        await World.Engine.StartAsync(new GearSpec
        {
            Id = "stray", Image = Slipway.Oci.Digest.OfBytes([1]),
            Labels = new Dictionary<string, string> { ["slipway.application"] = application.Id },
        }, default);

        await World.StartAsync();

        (await World.Engine.FindAsync("stray", default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_stateful_gear_keeps_address_and_volume_through_restart_and_rollout()
    {
        var application = await World.CreateAsync("store", "db:1");
        var first = (await World.RunningAsync()).ShouldHaveSingleItem();

        World.Engine.End(first.Id, 1);
        await ServesAnewAsync($"store-demo-{World.Port}", first.Id);
        await World.EndAsync(await World.PushAsync(application, "two"), OperationState.Done);

        var last = (await World.RunningAsync()).ShouldHaveSingleItem();
        last.Address.ShouldBe(first.Address);
        World.Engine.SpecOf(last.Id).Volumes.ShouldHaveSingleItem().Volume.ShouldBe($"{application.Id}-0");
    }

    [Fact]
    public async Task A_gear_whose_end_could_not_be_stored_is_started_again_when_it_can()
    {
        var stores = InMemoryStores.Create();
        var full = new FullReplicaStore(stores.Replicas);
        await using var world = new PlatformWorld(stores with { Replicas = full });
        await world.StartAsync();
        await world.AddCartridgesAsync();
        await world.CreateAsync("blog");
        var old = (await world.RunningAsync()).ShouldHaveSingleItem().Id;
        full.IsFull = true;

        world.Engine.End(old, 9);
        await Eventually.IsAsync(
            () => Task.FromResult(Watching(world) is { Failures: > 1 }), "the loop tries again, and says so");
        Watching(world).LastError.ShouldNotBeNull().ShouldContain("no space left");
        full.IsFull = false;

        await Eventually.IsAsync(() => Task.FromResult(
            world.Edge.Serving("blog-demo") is [var server] && server.Name != old), "it serves again");
        await Eventually.IsAsync(() => Task.FromResult(Watching(world) is { LastError: null }), "all is well again");
        world.Engine.Watchers.ShouldBe(1);
        world.Reports.ShouldContain(line => line.Contains(old) && line.Contains("demo/blog"));
    }

    [Fact]
    public async Task A_port_that_is_taken_fails_the_loop_that_publishes_routes_and_is_logged_once()
    {
        var application = await World.CreateAsync("store", "db:1");
        World.Edge.TakenPorts[World.Edge.Table.Backends.Single().ListenPort!.Value] = "nginx";
        await World.StartAsync();
        await Eventually.IsAsync(
            () => Task.FromResult(Publishing is { Failures: > 1, LastError: not null }), "it is tried again");
        Publishing.LastError.ShouldNotBeNull().ShouldContain("in use by nginx");
        World.Reports.Count(line => line.StartsWith("publish routes: ", StringComparison.Ordinal)).ShouldBe(1);
        World.Reports.Count(line => line.StartsWith("the edge does not route", StringComparison.Ordinal)).ShouldBe(1);

        World.Edge.TakenPorts.Clear();
        await Eventually.IsAsync(() => Task.FromResult(Publishing is { LastError: null }), "it listens");
        World.Edge.Serving($"store-demo-{World.Port}").ShouldHaveSingleItem();
        (await World.FindAsync("store")).Id.ShouldBe(application.Id);
    }

    private LoopStatus Publishing => World.Loops.Statuses.Single(status => status.Name == "publish routes");

    private static LoopStatus Watching(PlatformWorld world) =>
        world.Loops.Statuses.Single(status => status.Name == "watch gears");

    private async Task<Replica> GearAsync() =>
        (await World.Stores.Replicas.ListAsync(null, default)).ShouldHaveSingleItem();

    private Task ServesAnewAsync(string backend, string old) => Eventually.IsAsync(
        () => Task.FromResult(World.Edge.Serving(backend) is [var server] && server.Name != old),
        $"{backend} serves again");
}
