using System.Net;
using Slipway.Edge.Configuration;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Routes;

namespace Slipway.Edge.Tests.Configuration;

public sealed class HaproxyFilesTests
{
    private static readonly EdgeOptions Options = new("/edge") { MaxConnections = 100, SpareBackends = 2 };
    private static readonly RouteTable Blog = new([new Backend("blog", EndpointProtocol.Http)
    {
        Hosts = ["blog.localhost"],
        Servers = [new Server("g2", IPEndPoint.Parse("10.0.0.2:80")),
            new Server("g1", IPEndPoint.Parse("[fd00::1]:80"), Draining: true)],
    }]);

    [Fact]
    public void The_file_holds_the_membership_and_spare_backends()
    {
        var files = HaproxyFiles.Render(Options, EdgeState.Empty.With(Blog), account: null);
        files.Content["hosts.map"].ShouldBe("blog.localhost http-0\n");
        var text = files.Content["haproxy.cfg"];
        text.ShouldContain("    server g1 [fd00::1]:80 check inter 1000ms fall 2 rise 1 pool-purge-delay 1s weight " +
            "0\n    server g2 10.0.0.2:80 check");
        text.ShouldContain("backend http-0 # blog\n");
        text.ShouldContain("backend http-1 # spare\n");
        text.ShouldNotContain("http-2 ");
    }

    [Fact]
    public void Membership_leaves_the_signature_as_it_is_and_a_TCP_endpoint_changes_it()
    {
        var empty = HaproxyFiles.Render(Options, EdgeState.Empty, null);
        var blog = HaproxyFiles.Render(Options, EdgeState.Empty.With(Blog), null);
        var tcp = new Backend("db", EndpointProtocol.Tcp) { ListenPort = 5432 };
        blog.Signature.ShouldBe(empty.Signature);
        HaproxyFiles.Render(Options, EdgeState.Empty.With(new RouteTable([tcp])), null).Signature
            .ShouldNotBe(empty.Signature);
        HaproxyFiles.Render(Options with { Port = 81 }, EdgeState.Empty, null).Signature.ShouldNotBe(empty.Signature);
        var one = Options with { TrustedProxies = [IPNetwork.Parse("192.0.2.7/32")] };
        var other = Options with { TrustedProxies = [IPNetwork.Parse("192.0.2.8/32")] };
        HaproxyFiles.Render(one, EdgeState.Empty, null).Signature
            .ShouldNotBe(HaproxyFiles.Render(other, EdgeState.Empty, null).Signature);
    }

    [Fact]
    public void A_backend_keeps_its_number_and_a_number_is_never_given_twice()
    {
        var state = EdgeState.Empty.With(Blog);
        var both = state.With(new RouteTable([new Backend("a", EndpointProtocol.Http), .. Blog.Backends]));
        both.Slots.Assigned["blog"].ShouldBe(0);
        both.Slots.Assigned["a"].ShouldBe(1);
        var other = both.With(RouteTable.Empty).With(Blog);
        other.Slots.Assigned["blog"].ShouldBe(2);
        other.Slots.Rendered(2).ShouldBe([2, 3]);
    }

    [Fact]
    public void The_state_survives_the_disk()
    {
        var state = EdgeState.Empty.With(
            new RouteTable([.. Blog.Backends, new Backend("db", EndpointProtocol.Tcp) { ListenPort = 5432 }]));
        var read = EdgeState.FromJson(state.ToJson());
        HaproxyFiles.Render(Options, read, null).Content["haproxy.cfg"]
            .ShouldBe(HaproxyFiles.Render(Options, state, null).Content["haproxy.cfg"]);
        read.With(state.Table).Slots.Assigned.ShouldBe(state.Slots.Assigned);
    }
}
