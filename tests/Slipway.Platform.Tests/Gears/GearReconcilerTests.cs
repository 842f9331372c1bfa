using Slipway.Engine.Gears;
using Slipway.Platform.Gears;
using Slipway.Platform.Operations;
using Slipway.Platform.Tests.World;

namespace Slipway.Platform.Tests.Gears;

public sealed class GearReconcilerTests : IAsyncLifetime
{
    private readonly PlatformWorld _world = new();

    public async ValueTask InitializeAsync()
    {
        await _world.StartAsync();
        await _world.AddCartridgesAsync();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_gear_that_ends_is_started_again_under_a_new_id_and_reported()
    {
        await _world.CreateAsync("blog");
        var old = (await _world.RunningAsync()).ShouldHaveSingleItem().Id;

        _world.Engine.End(old, 9);

        await ServesAnewAsync("blog-demo", old);
        _world.Reports.ShouldContain(line => line.Contains(old) && line.Contains("exit code 9"));
        (await GearAsync()).Restarts.ShouldBe(1);
    }

    [Fact]
    public async Task A_gear_that_does_not_run_gets_no_requests()
    {
        await _world.CreateAsync("blog");
        var old = (await _world.RunningAsync()).ShouldHaveSingleItem().Id;
        _world.Programs = _ => new() { ExitCode = 1 };

        _world.Engine.End(old, 1);

        await Eventually.IsAsync(async () => (await GearAsync()).Restarts > 1, "it was tried again");
        _world.Edge.Find("blog-demo")!.Servers.ShouldBeEmpty();
        (await GearAsync()).LastEnd.ShouldNotBeNull().ShouldContain("exit code 1");
    }

    [Fact]
    public async Task A_server_takes_over_the_gears_of_the_one_before()
    {
        await _world.CreateAsync("blog");
        var gear = (await _world.RunningAsync()).ShouldHaveSingleItem().Id;
        var starts = _world.Engine.Starts;

        await _world.StartAsync();

        _world.Engine.Starts.ShouldBe(starts);
        _world.Edge.Serving("blog-demo").ShouldHaveSingleItem().Name.ShouldBe(gear);
    }

    [Fact]
    public async Task A_gear_that_ended_while_no_server_ran_is_reported_with_its_exit_code_and_started_again()
    {
        await _world.CreateAsync("blog");
        var old = (await _world.RunningAsync()).ShouldHaveSingleItem().Id;
        await _world.StopAsync();
        _world.Engine.End(old, 42);

        await _world.StartAsync();

        await ServesAnewAsync("blog-demo", old);
        _world.Reports.ShouldContain(line => line.Contains(old) && line.Contains("exit code 42"));
    }

    [Fact]
    public async Task After_power_loss_everything_comes_back_with_its_volumes()
    {
        await _world.CreateAsync("blog");
        await _world.CreateAsync("store", "db:1");
        var volumes = await _world.Engine.ListVolumesAsync(default);
        await _world.StopAsync();
        _world.Engine.LosePower();

        await _world.StartAsync();

        await Eventually.IsAsync(() => Task.FromResult(_world.Edge.Table.Backends.Length == 2 && _world.Edge.Table.Backends.All(backend => backend.Servers.Length == 1)), "both serve");
        (await _world.Engine.ListVolumesAsync(default)).ShouldBe(volumes);
        (await _world.Engine.ListAsync(default)).SelectMany(gear => _world.Engine.SpecOf(gear.Id).Volumes).ShouldHaveSingleItem().Volume.ShouldBe(volumes[0]);
    }

    [Fact]
    public async Task A_gear_that_no_record_names_is_removed_at_the_start()
    {
        var application = await _world.CreateAsync("blog");
        await _world.StopAsync();
        await _world.Engine.StartAsync(new GearSpec
        {
            Id = "stray", Image = Slipway.Oci.Digest.OfBytes([1]), Labels = new Dictionary<string, string> { ["slipway.application"] = application.Id },
        }, default);

        await _world.StartAsync();

        (await _world.Engine.FindAsync("stray", default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_stateful_gear_keeps_address_and_volume_through_restart_and_rollout()
    {
        var application = await _world.CreateAsync("store", "db:1");
        var first = (await _world.RunningAsync()).ShouldHaveSingleItem();

        _world.Engine.End(first.Id, 1);
        await ServesAnewAsync($"store-demo-{_world.Port}", first.Id);
        await _world.EndAsync(await _world.PushAsync(application, "two"), OperationState.Done);

        var last = (await _world.RunningAsync()).ShouldHaveSingleItem();
        last.Address.ShouldBe(first.Address);
        _world.Engine.SpecOf(last.Id).Volumes.ShouldHaveSingleItem().Volume.ShouldBe($"{application.Id}-0");
    }

    private async Task<Gear> GearAsync() => (await _world.Stores.Gears.ListAsync(null, default)).ShouldHaveSingleItem();

    private Task ServesAnewAsync(string backend, string old) => Eventually.IsAsync(
        () => Task.FromResult(_world.Edge.Serving(backend) is [var server] && server.Name != old), $"{backend} serves again");
}
