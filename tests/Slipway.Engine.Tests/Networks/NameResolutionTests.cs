using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Slipway.Engine.Builds;
using Slipway.Engine.Tests.Builds;
using Slipway.Engine.Tests.Gears;

namespace Slipway.Engine.Tests.Networks;

public sealed partial class NameResolutionTests(TestBuilds builds) : IClassFixture<TestBuilds>
{
    [Fact]
    public async Task A_gear_asks_a_name_server_on_the_host_and_reaches_nothing_else_there()
    {
        await using var outside = await Outside.CreateAsync();
        await using var resolver = new TestResolver(outside.HostAddress, IPAddress.Parse(outside.Address));
        await using var service = outside.Listen("hi from a name");
        await using var test = await TestEngine.OpenAsync(
            options => options with { Resolvers = [IPAddress.Parse(outside.HostAddress)] });
        var (_, output) = await test.RunAsync(
            "cat /etc/resolv.conf; nslookup shop.test; nc -w 5 shop.test 80 </dev/null");
        output.ShouldStartWith($"nameserver {outside.HostAddress}\n");
        output.ShouldContain($"Address: {outside.Address}");
        output.ShouldEndWith("hi from a name");
    }

    [Fact]
    public async Task A_networked_build_step_resolves_what_the_host_resolves_and_one_without_network_does_not()
    {
        var name = await PublicNameAsync();
        await using var root = await builds.Engine.OpenAsync(builds.Base, null, CancellationToken.None);
        var script = $"nslookup -type=a {name}";
        var (result, lines) = await TestBuilds.RunAsync(root, script, step => step with { Network = true });
        result.ShouldBe(new StepResult(0, StepEnd.Exited), string.Join('\n', lines));
        lines.Skip(2).ShouldContain(line => line.StartsWith("Address"), string.Join('\n', lines));
        (await TestBuilds.RunAsync(root, script)).Result.Code.ShouldNotBe(0);
    }

    [Fact]
    public async Task A_gear_resolves_what_the_host_resolves()
    {
        var name = await PublicNameAsync();
        await using var test = await TestEngine.OpenAsync();
        var (state, output) = await test.RunAsync($"nslookup -type=a {name}");
        state.Exit!.Code.ShouldBe(0, output);
    }

    /// <summary>A machine behind a filter knows at least where its own packages come from.</summary>
    private static async Task<string> PublicNameAsync()
    {
        var sources = Directory.EnumerateFiles("/etc/apt", "*.*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".list") || file.EndsWith(".sources"));
        var packages = sources.SelectMany(file => SourceHost().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value);
        foreach (var name in packages.Prepend("example.org").Distinct())
        {
            try
            {
                await Dns.GetHostAddressesAsync(name, AddressFamily.InterNetwork);
                return name;
            }
            catch (SocketException)
            {
                // Perhaps the next one.
            }
        }
        Assert.Skip("this machine resolves no public name");
        return "";
    }

    [GeneratedRegex("https?://([a-z0-9.-]+)")]
    private static partial Regex SourceHost();
}
