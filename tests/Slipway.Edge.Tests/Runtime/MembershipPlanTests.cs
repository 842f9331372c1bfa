using System.Collections.Immutable;
using System.Net;
using Slipway.Edge.Configuration;
using Slipway.Edge.Runtime;
using Slipway.Platform.Routes;

namespace Slipway.Edge.Tests.Runtime;

public sealed class MembershipPlanTests
{
    private static readonly EdgeOptions Options = new("/edge") { MaxConnections = 100 };
    private static readonly IPEndPoint One = IPEndPoint.Parse("10.0.0.1:80");
    private static readonly IPEndPoint Two = IPEndPoint.Parse("10.0.0.2:80");

    [Fact]
    public void New_gears_join_before_their_host_is_routed_and_before_old_ones_leave()
    {
        var plan = Plan(State([("http-0/old", new RunningServer(One, 1, false, false))], []), new Server("new", Two));
        plan.Commands.ShouldBe(
        [
            "add server http-0/new 10.0.0.2:80 check inter 1000ms fall 2 rise 1 pool-purge-delay 1s",
            "enable health http-0/new",
            "set server http-0/new state ready",
            "add map hosts.map a.localhost http-0",
            "set server http-0/old state maint",
        ]);
        plan.NeedsReload.ShouldBeFalse();
    }

    [Theory]
    [InlineData(1, false, true, "set server http-0/g state drain")]
    [InlineData(0, false, true, null)] // rendered so by the file
    [InlineData(1, true, true, null)]
    [InlineData(1, true, false, "set server http-0/g state ready")]
    [InlineData(0, false, false, "set server http-0/g weight 1")]
    [InlineData(1, false, false, null)]
    public void Draining_is_set_only_where_it_differs(int weight, bool drains, bool wanted, string? command)
    {
        var plan = Plan(
            State([("http-0/g", new RunningServer(One, weight, false, drains))], [("a.localhost", "http-0")]),
            new Server("g", One, wanted));
        plan.Commands.ShouldBe(command is null ? [] : [command]);
        plan.IsDone.ShouldBe(command is null);
    }

    [Fact]
    public void Hosts_move_and_go()
    {
        var plan = Plan(State([], [("a.localhost", "http-7"), ("gone.localhost", "http-8")]));
        plan.Commands.ShouldBe(["set map hosts.map a.localhost http-0", "del map hosts.map gone.localhost"]);
    }

    [Fact]
    public void A_backend_or_skeleton_that_HAProxy_does_not_have_needs_a_reload()
    {
        var now = State([], [("a.localhost", "http-0")]);
        Plan(now with { Proxies = [] }).NeedsReload.ShouldBeTrue();
        Plan(now with { Signature = "other" }).NeedsReload.ShouldBeTrue();
        Plan(now).NeedsReload.ShouldBeFalse();
    }

    private static MembershipPlan Plan(WorkerState now, params Server[] servers) =>
        MembershipPlan.Between(
            now, EdgeState.Empty.With(EdgeFixture.Table(EdgeFixture.Web("a", servers))), "same", Options);

    private static WorkerState State(
        (string Name, RunningServer Server)[] servers, (string Host, string Proxy)[] hosts) => new(
            "same",
            ["http-0"],
            servers.ToImmutableSortedDictionary(s => s.Name, s => s.Server),
            hosts.ToImmutableSortedDictionary(h => h.Host, h => h.Proxy));
}
