using Slipway.Engine.Gears;
using Slipway.Oci;

namespace Slipway.Engine.Tests.Gears;

/// <summary>
/// Programs open their standard streams by name: web servers' logs are <c>/dev/stdout</c> and <c>/dev/stderr</c>.
/// </summary>
public class StandardStreamTests
{
    private const string Script = "echo x >/dev/stderr && echo y >/proc/self/fd/1 && echo z >/dev/stdout";

    [Theory]
    [InlineData("")]
    [InlineData(TestImage.User)]
    [InlineData("4711:4712")]
    public async Task A_gear_opens_its_standard_streams_by_name(string user)
    {
        await using var test = await TestEngine.OpenAsync();
        (await RunAsync(test, user, Script)).ShouldBe((0, "y z", "x"));
    }

    [Fact]
    public async Task So_does_a_program_that_has_become_somebody_else_and_root_may_give_them_away()
    {
        await using var test = await TestEngine.OpenAsync();
        (await RunAsync(test, "", $"su {TestImage.User} -s /bin/sh -c '{Script}' && chown {TestImage.User} " +
            "/proc/self/fd/1 && stat -L -c %u /proc/self/fd/1"))
            .ShouldBe((0, "y z 1001", "x"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(TestImage.User)]
    public async Task Without_a_user_namespace_as_well(string user)
    {
        await using var test = await TestEngine.OpenAsync(options => options with { UserNamespaces = false });
        (await RunAsync(test, user, Script)).ShouldBe((0, "y z", "x"));
    }

    [Theory]
    [InlineData("", null, false)]
    [InlineData("", TestImage.User, false)]
    [InlineData(TestImage.User, null, true)]
    [InlineData(TestImage.User, "root", true)]
    public async Task A_command_in_a_gear_opens_its_standard_streams_by_name(string imageUser, string? user, bool input)
    {
        await using var test = await TestEngine.OpenAsync();
        var image = await test.AddImageAsync(new ContainerConfig { User = imageUser });
        await test.Engine.StartAsync(test.Spec("one", "/bin/sleep", "1000") with { Image = image.Digest }, default);
        await using var session = await test.Engine.ExecAsync(
            "one", new ExecSpec { Command = ["/bin/sh", "-c", Script], User = user, Input = input }, default);
        var pieces = await session.ReadAsync(default).ToListAsync();
        string Text(LogStream stream) => string.Concat(pieces.Where(piece => piece.Stream == stream)
            .Select(piece => System.Text.Encoding.UTF8.GetString(piece.Bytes.Span)));
        (Text(LogStream.Output), Text(LogStream.Error), await session.WaitAsync(default))
            .ShouldBe(("y\nz\n", "x\n", 0));
    }

    private static async Task<(int? Code, string Output, string Errors)> RunAsync(
        TestEngine test, string user, string script)
    {
        var image = await test.AddImageAsync(new ContainerConfig { User = user });
        await test.Engine.StartAsync(test.Spec("one", "/bin/sh", "-c", script) with { Image = image.Digest }, default);
        var end = await test.EndAsync("one");
        var lines = await test.Engine.LogsAsync("one", null, follow: false, default).ToListAsync();
        string Of(LogStream stream) => string.Join(
            ' ', lines.Where(line => line.Stream == stream).Select(line => line.Text));
        return (end.Exit?.Code, Of(LogStream.Output), Of(LogStream.Error));
    }
}
