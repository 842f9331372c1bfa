using System.Collections.Immutable;
using System.Net;
using Slipway.Oci;
using Slipway.Platform.Applications;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Gears;
using Slipway.Platform.Releases;
using Slipway.Platform.Routes;

namespace Slipway.Platform.Tests.Routes;

public sealed class RouteTablesTests
{
    private static readonly Application Blog = new("a", "demo", "blog", default) { Cartridge = "web:1", Release = 2 };

    [Fact]
    public void Hosts_are_application_domain_and_base() =>
        Table([]).Backends.ShouldHaveSingleItem().Hosts.ShouldBe(["blog-demo.example.org"]);

    [Fact]
    public void Gears_that_serve_or_drain_are_servers_and_others_are_not()
    {
        var statuses = Enum.GetValues<ReplicaStatus>();
        var table = Table([.. statuses.Select(
            (status, index) =>
                new Replica("a", 2, index, $"{status}") { Status = status, Address = $"10.0.0.{index}" })]);
        table.Backends[0].Servers.Select(server => (server.Name, server.Draining))
            .ShouldBe([("Serving", false), ("Draining", true)]);
    }

    [Fact]
    public void A_gear_is_reached_at_the_port_of_its_own_release()
    {
        var table = Table([Gear(1), Gear(2)], Release(1, new CartridgeEndpoint("http", 3000, EndpointProtocol.Http)));
        table.Backends[0].Servers.Select(server => server.Address)
            .ShouldBe([IPEndPoint.Parse("10.0.0.1:3000"), IPEndPoint.Parse("10.0.0.2:8080")]);
    }

    [Fact]
    public void A_tcp_endpoint_has_a_backend_on_its_edge_port()
    {
        var release = Release(2, new CartridgeEndpoint("db", 5432, EndpointProtocol.Tcp));
        var backend = RouteTables.Of([Blog], [release], [Gear(2)], [new EdgePort(31000, "a", "db")],
            "localhost").Backends.ShouldHaveSingleItem();
        (backend.Name, backend.Protocol, backend.ListenPort).ShouldBe(("blog-demo-5432", EndpointProtocol.Tcp, 31000));
        backend.Servers.ShouldHaveSingleItem().Address.Port.ShouldBe(5432);
    }

    [Fact]
    public void An_application_without_a_release_has_no_route() =>
        RouteTables.Of([Blog with { Release = null }], [], [], [], "localhost").Backends.ShouldBeEmpty();

    private static RouteTable Table(Replica[] replicas, params Release[] more) =>
        RouteTables.Of([Blog], [Release(2, new CartridgeEndpoint("http", 8080, EndpointProtocol.Http)), .. more],
            replicas, [], "example.org");

    private static Replica Gear(int release) =>
        new("a", release, 0, $"gear-{release}") { Status = ReplicaStatus.Serving, Address = $"10.0.0.{release}" };

    private static Release Release(
        int number, params ImmutableArray<CartridgeEndpoint> endpoints) => new("a", number, default)
    {
        Build = 1, Image = Digest.OfBytes([1]), Cartridge = "web:1",
        Profile = new CartridgeProfile { Endpoints = endpoints }, Reason = "", Operation = "",
    };
}
