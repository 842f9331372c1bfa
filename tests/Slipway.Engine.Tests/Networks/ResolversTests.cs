using System.Net;
using Slipway.Engine.Embedded.Networks;

namespace Slipway.Engine.Tests.Networks;

public class ResolversTests
{
    private static readonly Func<IPAddress, bool> Nowhere = _ => false;

    [Fact]
    public void The_hosts_servers_and_search_list_are_taken() =>
        Resolvers.Choose(null, "# x\nsearch a.b c.d\nnameserver 192.0.2.1\nnameserver fe80::1\nnameserver\t192.0.2.2\n",
            null, Nowhere).File
            .ShouldBe("nameserver 192.0.2.1\nnameserver 192.0.2.2\nsearch a.b c.d\n");

    [Fact]
    public void Behind_systemds_stub_the_servers_it_asks_are_taken() =>
        Resolvers.Choose(null, "nameserver 127.0.0.53\n", "nameserver 192.0.2.9\n", Nowhere).Servers
            .ShouldBe([IPAddress.Parse("192.0.2.9")]);

    [Fact]
    public void A_server_on_loopback_alone_is_refused_with_a_way_out() =>
        Should.Throw<SlipwayException>(() => Resolvers.Choose(null, "nameserver 127.0.0.1\n", null, Nowhere)).NextStep!
            .ShouldContain("resolvers");

    [Fact]
    public void A_server_on_an_address_of_the_host_is_known_as_such() =>
        Resolvers.Choose([IPAddress.Parse("192.0.2.2")], null, null,
            a => a.Equals(IPAddress.Parse("192.0.2.2"))).OnHost.Count.ShouldBe(1);

    [Fact]
    public void A_host_without_name_servers_gives_an_empty_file() =>
        Resolvers.Choose(null, null, null, Nowhere).File.ShouldBe("");
}
