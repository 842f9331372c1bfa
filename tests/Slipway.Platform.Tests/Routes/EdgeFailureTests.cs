using Slipway.Platform.Applications;
using Slipway.Platform.Operations;
using Slipway.Platform.Provisioning;
using Slipway.Testing.World;

namespace Slipway.Platform.Tests.Routes;

/// <summary>What the edge cannot do is a failure of whom it concerns, and of nobody else.</summary>
public sealed class EdgeFailureTests : WorldTests
{
    private const string Holder = "postgres (process 42)";

    [Fact]
    public async Task A_taken_port_fails_the_rollout_of_its_own_application_and_is_named()
    {
        TakeAllPorts();

        var operation = await World.Broker.Applications.CreateAsync(
            new NewApplication(PlatformWorld.Domain, "data", "db:1")
            {
                From = "https://example.org/x.git",
            }, "alice", default);

        var failed = await World.EndAsync(operation, OperationState.Failed);
        failed.Error.ShouldBe(ErrorCode.PortInUse);
        failed.Cause.ShouldNotBeNull().ShouldContain($"is in use by {Holder}");
        failed.NextStep.ShouldNotBeNull().ShouldContain("stop that program");
    }

    [Fact]
    public async Task A_port_that_another_application_lost_does_not_keep_a_new_release_from_its_routes()
    {
        await World.CreateAsync("data", "db:1");
        var blog = await World.CreateAsync("blog");
        TakeAllPorts();

        await World.EndAsync(await World.PushAsync(blog, "two"), OperationState.Done);

        World.Edge.Find("blog-demo").ShouldNotBeNull().Servers.ShouldHaveSingleItem();
        World.Reports.ShouldContain(line => line.Contains("data-demo") && line.Contains(Holder));
        World.Edge.TakenPorts.Clear();
        await Eventually.IsAsync(
            () => Task.FromResult(World.Edge.Table.Backends.Any(backend => backend.Name.StartsWith("data-demo",
                StringComparison.Ordinal))), "the port is listened on as soon as it is free");
    }

    [Fact]
    public async Task An_edge_that_fails_after_the_switch_of_traffic_does_not_fail_the_rollout()
    {
        var data = await World.CreateAsync("data", "db:1");
        var isDown = false;
        World.Edge.Fault = _ =>
        {
            // The table that is published with the new release is the last one that it takes.
            var fault = isDown ? new SlipwayException(ErrorCode.Edge, "HAProxy does not run") : null;
            isDown |= World.FindAsync("data").GetAwaiter().GetResult().Release == 2;
            return fault;
        };

        var push = await World.PushAsync(data, "two");
        var ended = await World.Broker.Operations.WaitAsync(push.Id, default);

        ended.State.ShouldBe(OperationState.Done, ended.Cause);
        World.Reports.ShouldContain(line => line.Contains("HAProxy does not run"));
        var taken = World.Edge.History.Count;
        World.Edge.Fault = _ => null;
        await Eventually.IsAsync(() => Task.FromResult(World.Edge.History.Count > taken), "it is published again");
        await World.SettledAsync();
    }

    private void TakeAllPorts()
    {
        foreach (var port in Enumerable.Range(31_000, 1000))
            World.Edge.TakenPorts[port] = Holder;
    }
}
