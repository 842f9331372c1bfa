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
    public async Task It_is_turned_on_where_it_is_off_and_left_alone_where_it_is_on()
    {
        var path = _directory.File("switch");
        await File.WriteAllTextAsync(path, "0\n");
        await Forwarding.EnableAsync(path, default);
        (await File.ReadAllTextAsync(path)).ShouldBe("1");
        await File.WriteAllTextAsync(path, "1\n");
        await Forwarding.EnableAsync(path, default);
        (await File.ReadAllTextAsync(path)).ShouldBe("1\n");
    }

    [Fact]
    public async Task Where_it_cannot_be_turned_on_the_reader_is_told_what_to_do()
    {
        var refused = await Should.ThrowAsync<EngineException>(() => Forwarding.EnableAsync(_directory.File("missing/switch"), default));
        (refused.Error, refused.NextStep).ShouldBe((EngineError.Unsupported, "run `sysctl -w net.ipv4.ip_forward=1` on the host"));
    }
}
