using Slipway.Engine.Gears;
using Slipway.Platform.Gears;
using Slipway.Platform.Operations;
using Slipway.Platform.Tests.World;

namespace Slipway.Platform.Tests.Gears;

public sealed class GearServiceTests : IAsyncLifetime
{
    private readonly PlatformWorld _world = new();

    public async ValueTask InitializeAsync()
    {
        await _world.StartAsync();
        await _world.AddCartridgesAsync();
        _world.Programs = spec => new() { Ports = [_world.Port], Says = [$"hello from {spec.Labels["slipway.release"]}"] };
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Following_the_log_survives_the_replacement_of_gears()
    {
        var application = await _world.CreateAsync("blog");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var lines = _world.Broker.Gears.LogsAsync(application, null, follow: true, limit.Token).GetAsyncEnumerator(limit.Token);
        (await NextAsync(lines)).ShouldBe("hello from 1");

        await _world.EndAsync(await _world.PushAsync(application, "two"), OperationState.Done);
        (await NextAsync(lines)).ShouldBe("hello from 2");

        _world.Engine.Say((await _world.RunningAsync())[0].Id, "still here");
        (await NextAsync(lines)).ShouldBe("still here");
    }

    [Fact]
    public async Task The_tail_is_of_all_gears_together()
    {
        var application = await _world.CreateAsync("blog");
        await _world.EndAsync(await _world.Broker.Applications.ScaleAsync(application, 3, "alice", default), OperationState.Done);
        foreach (var gear in await _world.RunningAsync())
            _world.Engine.Say(gear.Id, "late");

        var lines = new List<ApplicationLogLine>();
        await foreach (var line in _world.Broker.Gears.LogsAsync(application, 3, follow: false, default))
            lines.Add(line);

        lines.Select(line => line.Line.Text).ShouldBe(["late", "late", "late"]);
        lines.Select(line => line.Gear).ShouldBeUnique();
    }

    [Fact]
    public async Task A_command_runs_in_a_serving_gear_and_gives_its_exit_code()
    {
        _world.Programs = _ => new() { Ports = [_world.Port], Exec = command => (command[0] == "false" ? 1 : 0, "") };
        var application = await _world.CreateAsync("blog");

        var (gear, session) = await _world.Broker.Gears.ExecAsync(application, null, new ExecSpec { Command = ["false"] }, default);

        await using (session)
            (await session.WaitAsync(default)).ShouldBe(1);
        gear.Status.ShouldBe(GearStatus.Serving);
    }

    [Fact]
    public async Task Without_a_running_gear_a_command_is_refused()
    {
        var application = await _world.CreateAsync("blog", empty: true);
        (await Should.ThrowAsync<PlatformException>(() => _world.Broker.Gears.ExecAsync(application, null, new ExecSpec { Command = ["true"] }, default)))
            .Error.ShouldBe(PlatformError.Conflict);
    }

    private static async Task<string> NextAsync(IAsyncEnumerator<ApplicationLogLine> lines)
    {
        (await lines.MoveNextAsync()).ShouldBeTrue();
        return lines.Current.Line.Text;
    }
}
