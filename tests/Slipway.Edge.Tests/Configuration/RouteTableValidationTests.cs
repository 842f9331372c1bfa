using System.Net;
using Slipway.Edge.Configuration;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Routes;
using Slipway.Testing;

namespace Slipway.Edge.Tests.Configuration;

public sealed class RouteTableValidationTests
{
    private static readonly IPEndPoint Address = new(IPAddress.Loopback, 80);

    [Theory]
    [InlineData("a b")]
    [InlineData("a\nbind *:1")]
    [InlineData("a;shutdown")]
    [InlineData("")]
    [InlineData("UPPER")]
    [InlineData("a/b")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public void Hostile_backend_names_are_refused(string name) => Refused(new Backend(name, EndpointProtocol.Http));

    [Theory]
    [InlineData("a b")]
    [InlineData("a\nb http-0")]
    [InlineData("a;b")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData("-a")]
    [InlineData("Upper.localhost")]
    [InlineData("ä.localhost")]
    [InlineData("#a")]
    public void Hostile_host_names_are_refused(string host) =>
        Refused(new Backend("a", EndpointProtocol.Http) { Hosts = [host] });

    [Theory]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("a;b")]
    [InlineData("-a")]
    [InlineData("a/b")]
    public void Hostile_server_names_are_refused(string name) =>
        Refused(new Backend("a", EndpointProtocol.Http) { Servers = [new Server(name, Address)] });

    [Fact]
    public void What_two_backends_claim_is_refused()
    {
        Refused(new Backend("a", EndpointProtocol.Http), new Backend("a", EndpointProtocol.Http));
        Refused(new Backend("a", EndpointProtocol.Http) { Hosts = ["x"] },
            new Backend("b", EndpointProtocol.Http) { Hosts = ["x"] });
        Refused(new Backend("a", EndpointProtocol.Tcp) { ListenPort = 1 },
            new Backend("b", EndpointProtocol.Tcp) { ListenPort = 1 });
        Refused(
            new Backend("a", EndpointProtocol.Http) { Servers = [new Server("s", Address), new Server("s", Address)] });
    }

    [Fact]
    public void Addresses_and_ports_that_cannot_be_are_refused()
    {
        Refused(
            new Backend("a", EndpointProtocol.Http) { Servers = [new Server("s", new IPEndPoint(IPAddress.Any, 80))] });
        Refused(new Backend("a", EndpointProtocol.Http)
        {
            Servers = [new Server("s", new IPEndPoint(IPAddress.Loopback, 0))],
        });
        Refused(new Backend("a", EndpointProtocol.Tcp));
        Refused(new Backend("a", EndpointProtocol.Tcp) { ListenPort = 8080 });
        Refused(new Backend("a", EndpointProtocol.Tcp) { ListenPort = 70000 });
        Refused(new Backend("a", EndpointProtocol.Tcp) { ListenPort = 5432, Hosts = ["x"] });
        Refused(new Backend("a", EndpointProtocol.Http) { ListenPort = 5432 });
    }

    [Fact]
    public void What_is_refused_leaves_the_others_and_what_runs_keeps_what_it_has()
    {
        Backend Of(string name, string host) => new(name, EndpointProtocol.Http) { Hosts = [host] };
        var running = new RouteTable([Of("old", "x.example.org")]);
        var (valid, refused) = RouteTableValidation.Split(
            new RouteTable([Of("new", "x.example.org"), Of("bad name", "b"), Of("old", "x.example.org"), Of("z", "z")]),
            running, 8080);
        valid.Backends.Select(backend => backend.Name).ShouldBe(["old", "z"]);
        refused.Select(failure => failure.Backend).ShouldBe(["new", "bad name"], ignoreOrder: true);
        refused.Single(failure => failure.Backend == "new").Cause.ShouldContain("host x.example.org belongs to another");
    }

    [Fact]
    public void Beyond_the_limit_the_newest_are_refused_and_told_so()
    {
        var all = Enumerable.Range(0, RouteTableValidation.MaxBackends + 2)
            .Select(i => new Backend($"a-{i:00000}", EndpointProtocol.Http)).ToList();
        var running = new RouteTable([.. all.Skip(2)]);
        var (valid, refused) = RouteTableValidation.Split(new RouteTable([.. all]), running, 8080);
        valid.Backends.ShouldBe(running.Backends);
        refused.Select(failure => (failure.Backend, failure.Code))
            .ShouldBe([("a-00000", ErrorCode.LimitReached), ("a-00001", ErrorCode.LimitReached)]);
        refused[0].Cause.ShouldContain($"{RouteTableValidation.MaxBackends} endpoints");
        refused[0].NextStep.ShouldNotBeNull().ShouldContain("delete applications");
    }

    private static void Refused(params Backend[] backends)
    {
        var (valid, refused) = RouteTableValidation.Split(new RouteTable([.. backends]), RouteTable.Empty, 8080);
        valid.Backends.Length.ShouldBe(backends.Length - 1);
        var failure = refused.ShouldHaveSingleItem();
        failure.Code.ShouldBe(ErrorCode.Edge);
        $"{failure.Backend}{failure.Cause}".ShouldNotContain('\n');
    }
}
