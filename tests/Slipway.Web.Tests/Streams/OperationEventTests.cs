using System.Net;
using System.Net.Http.Json;
using Slipway.Platform.Composition;
using Slipway.Platform.Operations;
using Slipway.Testing.Api;

namespace Slipway.Web.Tests.Streams;

public sealed class OperationEventTests : IAsyncLifetime
{
    private ApiServer _server = null!;
    private HttpClient _dev = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        _dev = await _server.ClientOfAsync("dev");
    }

    public async ValueTask DisposeAsync()
    {
        _dev.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_stream_has_all_that_happens_in_order_and_ends_with_the_operation()
    {
        var operation = await BuildAsync();
        var events = await (await _dev.GetAsync($"operations/{operation}/events")).EventsAsync();

        events.SkipLast(1)
            .Select(item => item.Id).ShouldBe(events.SkipLast(1).Select(item => item.Data["sequence"]!.ToString()));
        events.SkipLast(1).Select(item => (long)item.Data["sequence"]!).ShouldBeInOrder(SortDirection.Ascending);
        events.ShouldContain(item => (string)item.Data["kind"]! == "step" && (string)item.Data["text"]! == "build");
        events.ShouldContain(
            item => (string)item.Data["kind"]! == "log" && ((string)item.Data["text"]!).Contains("assembling two"));
        ((string)events[^1].Data["kind"]!, (string)events[^1].Data["operation"]!["state"]!).ShouldBe(("end", "done"));
    }

    [Fact]
    public async Task Who_comes_back_gets_what_they_have_not_seen()
    {
        var operation = await BuildAsync();
        var all = await (await _dev.GetAsync($"operations/{operation}/events")).EventsAsync();
        var seen = all[3].Id!;

        var after = await (await _dev.GetAsync($"operations/{operation}/events?after={seen}")).EventsAsync();
        using var again = new HttpRequestMessage(HttpMethod.Get, $"operations/{operation}/events");
        again.Headers.Add("Last-Event-ID", seen);
        var resumed = await (await _dev.SendAsync(again)).EventsAsync();

        after.Select(item => item.Data.ToJsonString()).ShouldBe(all.Skip(4).Select(item => item.Data.ToJsonString()));
        resumed.Select(item => item.Data.ToJsonString()).ShouldBe(all.Skip(4).Select(item => item.Data.ToJsonString()));
    }

    [Fact]
    public async Task A_stream_that_is_followed_while_it_happens_tells_at_once_and_ends()
    {
        var gate = new TaskCompletionSource();
        var application = await _server.World.CreateAsync("blog");
        _server.World.Builder.Hold = (_, cancel) => gate.Task.WaitAsync(cancel);
        var operation = await _server.World.PushAsync(application, "two");
        using var answer = await _dev.GetAsync(
            $"operations/{operation.Id}/events", HttpCompletionOption.ResponseHeadersRead);
        var kinds = new List<string>();
        await foreach (var item in System.Net.ServerSentEvents.SseParser
            .Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync())
        {
            kinds.Add(item.Data);
            if (item.Data.Contains("assembling two", StringComparison.Ordinal))
                gate.SetResult();
        }
        kinds[^1].ShouldContain("\"kind\":\"end\"");
        kinds.ShouldBeUnique();
    }

    [Fact]
    public async Task Operations_are_listed_shown_and_cancelled_by_those_whose_domain_it_is()
    {
        var application = await _server.World.CreateAsync("blog");
        _server.World.Builder.Hold = (_, cancel) => Task.Delay(Timeout.Infinite, cancel);
        var operation = await _server.World.PushAsync(application, "two");
        var listed = (await (await _dev.GetAsync("operations")).JsonAsync()).AsArray();
        listed.Select(item => (string)item!["kind"]!).ShouldBe(["build", "create-application"]);
        (await (await _dev.GetAsync("operations?application=demo/blog&limit=1")).JsonAsync())
            .AsArray().ShouldHaveSingleItem()!["account"]!.GetValue<string>().ShouldBe("alice");

        await _server.World.Broker.Accounts.CreateAsync("eve", Slipway.Platform.Accounts.Role.Member, default);
        using var eve = await _server.ClientOfAsync("eve");
        (await (await eve.GetAsync("operations")).JsonAsync()).AsArray().ShouldBeEmpty();
        foreach (var request in new[]
        {
            new HttpRequestMessage(HttpMethod.Get, $"operations/{operation.Id}"),
            new(HttpMethod.Delete, $"operations/{operation.Id}"),
            new(HttpMethod.Get, $"operations/{operation.Id}/events"),
        })
            await (await eve.SendAsync(request)).ProblemAsync(HttpStatusCode.NotFound, "not-found");

        (await _dev.DeleteAsync($"operations/{operation.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await _server.World.EndAsync(operation, OperationState.Failed);
        ((string)(await (await _dev.GetAsync($"operations/{operation.Id}")).JsonAsync())["problem"]!["code"]!)
            .ShouldBe("cancelled");
        await (await _dev.DeleteAsync($"operations/{operation.Id}")).ProblemAsync(HttpStatusCode.Conflict, "conflict");
    }

    private async Task<string> BuildAsync()
    {
        var operation = await _server.World.PushAsync(await _server.World.CreateAsync("blog"), "two");
        await _server.World.EndAsync(operation, OperationState.Done);
        return operation.Id;
    }
}
