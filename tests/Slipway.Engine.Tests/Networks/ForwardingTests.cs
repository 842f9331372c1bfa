using Slipway.Engine.Embedded.Networks;
using Slipway.Testing;

namespace Slipway.Engine.Tests.Networks;

public sealed class ForwardingTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task It_is_on_while_an_engine_is_open()
    {
        await using var host = await TestHost.OpenAsync();
        (await File.ReadAllTextAsync(Forwarding.Switch)).ShouldBe("1\n");
    }

    [Fact]
    public async Task Where_it_was_off_it_is_turned_on_and_off_again()
    {
        var forwarding = Host("0\n", ("lo", 0x9), ("eth0", 0x1003));
        await forwarding.EnableAsync(default);
        State.ShouldBe("1");
        forwarding.Restore();
        State.ShouldBe("0");
        Directory.EnumerateFiles(_directory.Path).ShouldBe([_directory.File("switch")]);
    }

    [Fact]
    public async Task Where_it_was_on_it_is_left_alone()
    {
        var forwarding = Host("1\n", ("lo", 0x9), ("eth0", 0x1003));
        await forwarding.EnableAsync(default);
        forwarding.Restore();
        State.ShouldBe("1\n");
    }

    [Theory]
    [InlineData("docker0", 0x1003, "1")]
    [InlineData("eth1", 0x1003, "1")]
    [InlineData("ifb0", 0x82, "0")]
    public async Task Where_others_may_have_come_to_forward_it_stays_on(string other, int flags, string expected)
    {
        var forwarding = Host("0\n", ("lo", 0x9), ("eth0", 0x1003), (other, flags));
        await forwarding.EnableAsync(default);
        forwarding.Restore();
        State.ShouldBe(expected);
    }

    [Fact]
    public async Task Where_it_cannot_be_turned_on_the_reader_is_told_what_to_do()
    {
        var refused = await Should.ThrowAsync<SlipwayException>(
            () => new Forwarding(_directory.Path, _directory.File("missing/switch")).EnableAsync(default));
        (refused.Code, refused.NextStep)
            .ShouldBe((ErrorCode.EngineUnsupported, "run `sysctl -w net.ipv4.ip_forward=1` on the host"));
    }

    private string State => File.ReadAllText(_directory.File("switch"));

    private Forwarding Host(string state, params (string Name, int Flags)[] interfaces)
    {
        File.WriteAllText(_directory.File("switch"), state);
        foreach (var (name, flags) in interfaces)
        {
            Directory.CreateDirectory(_directory.File($"net/{name}"));
            File.WriteAllText(_directory.File($"net/{name}/flags"), $"0x{flags:x}\n");
        }
        return new Forwarding(_directory.Path, _directory.File("switch"), _directory.File("net"));
    }
}
