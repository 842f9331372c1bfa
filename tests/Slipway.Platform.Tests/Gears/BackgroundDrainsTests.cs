using Slipway.Platform.Applications;
using Slipway.Platform.Composition;
using Slipway.Platform.Gears;
using Slipway.Platform.Operations;
using Slipway.Testing.World;

namespace Slipway.Platform.Tests.Gears;

/// <summary>Gears whose visitors stay: an open WebSocket, a long download.</summary>
public sealed class BackgroundDrainsTests : WorldTests
{
    private readonly TaskCompletionSource _conversation = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task An_operation_ends_when_the_requests_have_moved_and_the_old_gear_when_its_conversation_has()
    {
        var (_, old) = await LeaveOneAsync();
        World.Edge.Serving("blog-demo").Select(server => server.Name).ShouldNotContain(old);
        World.Edge.Find("blog-demo")!.Servers.ShouldContain(server => server.Name == old && server.Draining);
        (await RunsAsync(old)).ShouldBeTrue();

        _conversation.SetResult();

        await World.SettledAsync();
        (await RunsAsync(old)).ShouldBeFalse();
        World.Reports.ShouldNotContain(line => line.Contains(old));
    }

    [Fact]
    public async Task The_next_server_goes_on_with_it_and_keeps_to_its_time()
    {
        var (_, old) = await LeaveOneAsync();
        var until = (await World.Stores.Replicas.FindAsync(old, default))!.DrainUntil.ShouldNotBeNull();

        await World.StartAsync();

        (await RunsAsync(old)).ShouldBeTrue();
        (await World.Stores.Replicas.FindAsync(old, default))!.DrainUntil.ShouldBe(until);
        _conversation.SetResult();
        await World.SettledAsync();
        (await RunsAsync(old)).ShouldBeFalse();
    }

    [Fact]
    public async Task When_its_time_is_over_it_is_stopped_with_what_it_has()
    {
        World.DrainLimit = TimeSpan.FromMilliseconds(50);
        await World.StartAsync();
        var (_, old) = await LeaveOneAsync();

        await World.SettledAsync();

        (await RunsAsync(old)).ShouldBeFalse();
        await Eventually.IsAsync(() => Task.FromResult(
            World.Reports.Any(line => line.Contains(old) && line.Contains("still had connections"))), "it is reported");
    }

    [Fact]
    public async Task The_next_operation_need_not_wait_for_it_but_many_do_not_pile_up()
    {
        var (application, old) = await LeaveOneAsync();
        await World.EndAsync(await World.PushAsync(application, "three"), OperationState.Done);
        (await RunsAsync(old)).ShouldBeTrue();
        var fourth = await World.PushAsync(application, "four");
        await foreach (var item in World.Broker.Operations.WatchAsync(
            fourth.Id, 0, TestContext.Current.CancellationToken))
            if (item.Text.StartsWith("waiting for gears of earlier releases", StringComparison.Ordinal))
                break;
        (await World.RunningAsync()).Count.ShouldBe(3);

        _conversation.SetResult();

        await World.EndAsync(fourth, OperationState.Done);
        (await World.Broker.Operations.WaitAsync(fourth.Id, default)).Outcome
            .ShouldNotBeNull().ShouldStartWith("v4 serves");
        (await World.RunningAsync()).ShouldHaveSingleItem().Labels["slipway.release"].ShouldBe("4");
    }

    [Fact]
    public async Task A_place_that_is_wanted_again_is_served_by_the_gear_that_was_to_leave_it()
    {
        var application = await World.CreateAsync("blog");
        await ScaleAsync(application, 2);
        var both = (await World.RunningAsync()).Select(gear => gear.Id).Order().ToList();
        World.Edge.Conversation = _conversation;
        await ScaleAsync(application, 1);
        World.Edge.Serving("blog-demo").Count.ShouldBe(1);

        await ScaleAsync(application, 2);
        _conversation.SetResult();

        World.Edge.Serving("blog-demo").Select(server => server.Name).Order().ShouldBe(both);
        await World.StopAsync();
        (await World.RunningAsync()).Select(gear => gear.Id).Order().ShouldBe(both);
    }

    [Fact]
    public async Task Nothing_of_an_application_that_is_deleted_stays()
    {
        var (application, _) = await LeaveOneAsync();
        var deletion = await World.Broker.Applications.DeleteAsync(application, "alice", default);
        _conversation.SetResult();
        await World.EndAsync(deletion, OperationState.Done);
        (await World.Engine.ListAsync(default)).ShouldBeEmpty();
        (await World.Stores.Replicas.ListAsync(null, default)).ShouldBeEmpty();
    }

    /// <summary>A second release serves, and the first one's gear still has a conversation.</summary>
    private async Task<(Application Application, string Old)> LeaveOneAsync()
    {
        var application = await World.CreateAsync("blog");
        var old = (await World.RunningAsync()).ShouldHaveSingleItem().Id;
        World.Edge.Conversation = _conversation;
        await World.EndAsync(await World.PushAsync(application, "two"), OperationState.Done);
        return (application, old);
    }

    private async Task ScaleAsync(Application application, int scale) =>
        await World.EndAsync(
            await World.Broker.Applications.ScaleAsync(application, scale, "alice", default), OperationState.Done);

    private async Task<bool> RunsAsync(string gear) => (await World.RunningAsync()).Any(state => state.Id == gear);
}
