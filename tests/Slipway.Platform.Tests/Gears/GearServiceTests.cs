using Slipway.Engine.Gears;
using Slipway.Platform.Composition;
using Slipway.Platform.Gears;
using Slipway.Platform.Operations;
using Slipway.Testing.World;

namespace Slipway.Platform.Tests.Gears;

public sealed class GearServiceTests : WorldTests
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        World.Programs = spec =>
            new() { Ports = [World.Port], Output = [$"hello from {spec.Labels["slipway.release"]}"] };
    }

    [Fact]
    public async Task Following_the_log_survives_the_replacement_of_gears()
    {
        var application = await World.CreateAsync("blog");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var lines = World.Broker.Gears.LogsAsync(application, null, follow: true, limit.Token)
            .GetAsyncEnumerator(limit.Token);
        (await NextAsync(lines)).ShouldBe("hello from 1");

        await World.EndAsync(await World.PushAsync(application, "two"), OperationState.Done);
        (await NextAsync(lines)).ShouldBe("hello from 2");

        World.Engine.WriteLog((await World.RunningAsync())[0].Id, "still here");
        (await NextAsync(lines)).ShouldBe("still here");
    }

    [Fact]
    public async Task The_tail_is_of_all_gears_together()
    {
        var application = await World.CreateAsync("blog");
        await World.EndAsync(
            await World.Broker.Applications.ScaleAsync(application, 3, "alice", default), OperationState.Done);
        foreach (var gear in await World.RunningAsync())
            World.Engine.WriteLog(gear.Id, "late");

        var lines = new List<ApplicationLogLine>();
        await foreach (var line in World.Broker.Gears.LogsAsync(application, 3, follow: false, default))
            lines.Add(line);

        lines.Select(line => line.Line.Text).ShouldBe(["late", "late", "late"]);
        lines.Select(line => line.Gear).ShouldBeUnique();
    }

    [Fact]
    public async Task A_command_runs_in_a_serving_gear_and_gives_its_exit_code()
    {
        World.Programs = _ => new() { Ports = [World.Port], Exec = command => (command[0] == "false" ? 1 : 0, "") };
        var application = await World.CreateAsync("blog");

        var (replica, session) = await World.Broker.Gears.ExecAsync(
            application, null, new ExecSpec { Command = ["false"] }, default);

        await using (session)
            (await session.WaitAsync(default)).ShouldBe(1);
        replica.Status.ShouldBe(ReplicaStatus.Serving);
    }

    [Fact]
    public async Task Without_a_running_gear_a_command_is_refused()
    {
        var application = await World.CreateAsync("blog", empty: true);
        (await Should.ThrowAsync<SlipwayException>(
            () => World.Broker.Gears.ExecAsync(application, null, new ExecSpec { Command = ["true"] }, default)))
            .Code.ShouldBe(ErrorCode.Conflict);
    }

    private static async Task<string> NextAsync(IAsyncEnumerator<ApplicationLogLine> lines)
    {
        (await lines.MoveNextAsync()).ShouldBeTrue();
        return lines.Current.Line.Text;
    }
}
