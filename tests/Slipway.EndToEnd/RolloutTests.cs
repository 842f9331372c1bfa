using System.Net.WebSockets;
using Slipway.EndToEnd.Applications;
using Slipway.EndToEnd.Installations;
using Slipway.Testing.Installations;

namespace Slipway.EndToEnd;

[Collection(SharedInstallationCollection.Name)]
public class RolloutTests(SharedInstallation installation, ITestOutputHelper output)
{
    private const int Rollouts = 20;

    [Fact]
    public async Task Visitors_notice_nothing_of_rollouts_scaling_a_rollback_and_a_server_that_is_killed()
    {
        await installation.Slipway.RunAsync("cartridge", "add", NodeCartridge.Write(
            installation.Scratch("talker"), "talker",
            "  - {Private-IP-Name: LINES_IP, Private-Port-Name: LINES_PORT, Private-Port: 7000, Protocols: [tcp]}",
            "Scaling: {Min: 1, Max: -1}"));
        var application = await Application.CreateAsync(installation, "busy", "talker", "--empty");
        await application.Slipway.RunAsync("build", "busy", "--source", Talker());
        await using var load = new Load(
            installation, application, (int)(await application.ShowAsync())["ports"]!.AsObject().Single().Value!);
        await load.UnderWayAsync();
        for (var rollout = 0; rollout < Rollouts; rollout++)
            await ChangeAsync(load, "env", "set", "busy", $"NAME=visitor {rollout}");
        await ChangeAsync(load, "scale", "busy", "3");
        await ChangeAsync(load, "env", "set", "busy", "NAME=three");
        await ChangeAsync(load, "scale", "busy", "1");
        await ChangeAsync(load, "rollback", "busy");
        await Servers.KillAsync(installation);
        await MoreAnswersAsync(load, 200);
        await installation.StartServerAsync();
        await ChangeAsync(load, "env", "set", "busy", "NAME=the last");
        output.WriteLine(await load.StopAsync());
        load.Errors.ShouldBeEmpty();
        (await application.GetAsync()).ShouldBe("Hello from Slipway, the last\n");
    }

    [Fact]
    public async Task A_conversation_keeps_nobody_waiting_goes_on_beside_the_rollout_and_ends_with_a_goodbye()
    {
        var application = await Application.CreateAsync(installation, "talking", "nodejs:18", "--empty");
        await application.Slipway.RunAsync("build", "talking", "--source", CommandLine.Checkout("samples/hello-node"));
        using var browser = installation.Browser();
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(
            new UriBuilder(application.Address("/echo")) { Scheme = "ws" }.Uri, browser, CancellationToken.None);
        await application.Slipway.RunAsync("env", "set", "talking", "NAME=later");
        (await application.GetAsync()).ShouldBe("Hello from Slipway, later\n");
        await socket.SendAsync(
            "still here"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        (await socket.ReceiveAsync(new byte[64], CancellationToken.None)).Count.ShouldBe("still here".Length);
        var last = await socket.ReceiveAsync(new byte[64], CancellationToken.None);
        (last.MessageType, socket.CloseStatus)
            .ShouldBe((WebSocketMessageType.Close, WebSocketCloseStatus.EndpointUnavailable));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }

    /// <summary>The sample, with an endpoint beside it that says every line it hears.</summary>
    private string Talker()
    {
        var source = installation.Scratch("talker-source");
        foreach (var file in Directory.EnumerateFiles(CommandLine.Checkout("samples/hello-node")))
            File.Copy(file, Path.Combine(source, Path.GetFileName(file)));
        File.AppendAllText(Path.Combine(source, "server.js"),
            "\nrequire('net').createServer(socket => socket.pipe(socket)).listen(7000);\n");
        return source;
    }

    private async Task ChangeAsync(Load load, params string[] arguments)
    {
        await installation.Slipway.RunAsync(arguments);
        load.Errors.ShouldBeEmpty(string.Join(' ', arguments));
    }

    private static Task<int> MoreAnswersAsync(Load load, int more)
    {
        var before = load.Answers;
        return Application.UntilAsync(
            () => Task.FromResult(load.Answers), now => now >= before + more || load.Errors.Count > 0, "more answers");
    }
}
