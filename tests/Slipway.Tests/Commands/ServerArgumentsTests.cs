using System.CommandLine;
using System.Net;
using Shouldly;
using Slipway.Client;
using Slipway.Hosting;
using Xunit;

namespace Slipway.Tests.Commands;

public sealed class ServerArgumentsTests
{
    private static readonly Command Server = Make();

    [Fact]
    public void A_server_in_the_background_is_given_what_start_was_given()
    {
        string[] given =
        [
            "--data=/srv/slipway", "--edge-address=10.0.0.1", "--edge-port=80",
            "--trusted-proxies=10.0.0.0/8,2001:db8::1/128", "--proxy-protocol", "--tcp-ports=400-500",
            "--api-address=10.0.0.2", "--api-port=9000",
            "--api-url=https://slipway.example.com/", "--base-host=apps.example.com", "--domain=team", "--parallel=3",
            "--log-level=debug", "--log-format=json",
        ];

        ServerArguments.Of(ServerArguments.Read(Server.Parse(given))).ShouldBe(given);
    }

    [Fact]
    public void Others_reach_the_api_where_it_listens_unless_a_proxy_stands_before_it()
    {
        ServerArguments.Read(Server.Parse("--api-port 9000")).ApiUrl.ShouldBe("http://127.0.0.1:9000");

        var proxied = ServerArguments.Read(Server.Parse("--api-port 9000 --api-url https://slipway.example.com/"));
        proxied.ApiUrl.ShouldBe("https://slipway.example.com");
        proxied.Api.ShouldBe(new IPEndPoint(IPAddress.Loopback, 9000));
    }

    [Theory]
    [InlineData("slipway.example.com")]
    [InlineData("ftp://slipway.example.com")]
    [InlineData("https://user:password@slipway.example.com")]
    [InlineData("https://slipway.example.com/?a=b")]
    public void An_address_that_is_none_of_a_web_server_is_refused(string url)
    {
        var refused = Should.Throw<SlipwayException>(() => ServerArguments.Read(Server.Parse(["--api-url", url])));

        ExitCode.Of(refused).ShouldBe(ExitCode.Usage);
        refused.NextStep.ShouldNotBeNull().ShouldContain("--api-url https://HOST");
    }

    [Fact]
    public void Trusted_proxies_are_networks_and_single_addresses_given_once_or_again_and_again()
    {
        var options = ServerArguments.Read(Server.Parse(
            "--trusted-proxies 10.0.0.0/8 192.0.2.7 --trusted-proxies fd00::/8,203.0.113.0/24"));
        options.TrustedProxies.Select(network => $"{network}")
            .ShouldBe(["10.0.0.0/8", "192.0.2.7/32", "fd00::/8", "203.0.113.0/24"]);
        options.ProxyProtocol.ShouldBeFalse();
        ServerArguments.Read(Server.Parse("")).TrustedProxies.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--trusted-proxies=lb.example.org")]
    [InlineData("--trusted-proxies=10.0.0.0/33")]
    [InlineData("--trusted-proxies=10.0.0.0/8,")]
    [InlineData("--proxy-protocol")]
    public void Proxies_that_nobody_could_be_are_refused(string argument)
    {
        var refused = Should.Throw<SlipwayException>(() => ServerArguments.Read(Server.Parse([argument])));

        ExitCode.Of(refused).ShouldBe(ExitCode.Usage);
        refused.NextStep.ShouldNotBeNull().ShouldContain("--trusted-proxies");
    }

    [Theory]
    [InlineData("--log-level", "loud")]
    [InlineData("--log-format", "xml")]
    public void A_level_or_format_that_the_log_does_not_have_is_refused_with_those_it_has(string option, string value)
    {
        var refused = Should.Throw<SlipwayException>(() => ServerArguments.Read(Server.Parse([option, value])));

        ExitCode.Of(refused).ShouldBe(ExitCode.Usage);
        refused.NextStep.ShouldNotBeNull().ShouldContain(option);
    }

    private static Command Make()
    {
        var command = new Command("server");
        foreach (var option in ServerArguments.All.OfType<Option>())
            command.Add(option);
        return command;
    }
}
