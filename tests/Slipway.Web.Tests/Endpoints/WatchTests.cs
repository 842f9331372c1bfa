using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Factory.Naming;
using Slipway.Factory.Watching.Records;
using Slipway.Testing.Api;

namespace Slipway.Web.Tests.Endpoints;

/// <summary>What is watched is the administrators'; hooks come from anywhere and are signed.</summary>
public sealed class WatchTests : IAsyncLifetime
{
    private const string Secret = "a secret of the hooks";
    private ApiServer _server = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        _admin = await _server.ClientOfAsync("admin");
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _server.DisposeAsync();
    }

    private static JsonObject Watch(params (string Key, JsonNode? Value)[] more)
    {
        var watch = new JsonObject { ["name"] = "trees", ["git"] = "https://git.example.com/team/images.git" };
        foreach (var (key, value) in more)
            watch[key] = value;
        return watch;
    }

    [Fact]
    public async Task A_watch_shows_its_runs_and_never_what_it_keeps_secret()
    {
        var added = await _admin.PostAsJsonAsync("factory/watches", Watch(
            ("gerrit", "https://review.example.com"), ("credential", "bot:password-of-bot"), ("hookSecret", Secret)));
        added.StatusCode.ShouldBe(HttpStatusCode.Created);
        var run = new WatchRun
        {
            Id = "1", Watch = "trees", Reference = "refs/changes/07/7/2", Commit = "c0ffee",
            Change = new ChangeNumber(7, 2), State = RunState.Failed, Cause = "redis: broken",
            Queued = DateTimeOffset.UnixEpoch, Images = [new RunImage("redis", "failed", null, "broken")],
            Report = new RunReport(Failure: "answers 401"),
        };
        await _server.FactoryWatches.SavePollAsync("trees", new PollResult(DateTimeOffset.UtcNow, "tip",
            System.Collections.Immutable.ImmutableDictionary<int, int>.Empty, null), [run], default);
        var text = await _admin.GetStringAsync("factory/watches/trees");
        text.ShouldNotContain("password-of-bot");
        text.ShouldNotContain(Secret);
        var shown = JsonNode.Parse(text)!["runs"]![0]!;
        ((string)shown["state"]!, (string)shown["change"]!, (string)shown["link"]!, (string)shown["cause"]!,
            (string)shown["reportFailure"]!)
            .ShouldBe(("failed", "7_2", "https://review.example.com/7", "redis: broken", "answers 401"));
        JsonNode.Parse(await _admin.GetStringAsync("factory/runs/1"))!["images"]!.AsArray().ShouldHaveSingleItem();
        (await _admin.GetAsync("factory/runs/2")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var stored = (await _server.FactoryWatches.ListAsync(default)).Single();
        $"{stored.Credential} {stored.HookSecret}".ShouldNotContain("password-of-bot");
    }

    [Fact]
    public async Task What_cannot_be_watched_is_refused_with_a_cause()
    {
        JsonObject[] refused =
        [
            Watch(("git", "ssh://git.example.com/images.git")),
            Watch(("git", "https://user:word@git.example.com/images.git")), Watch(("git", null)),
            Watch(("name", "No Name")), Watch(("name", "../trees")), Watch(("branch", "refs/heads/main")),
            Watch(("branch", new string('a', 40))),
            Watch(("branch", "--upload-pack=x")), Watch(("directory", "../other")), Watch(("interval", 1)),
            Watch(("interval", int.MaxValue)),
            Watch(("tree", "nobody"), ("source", "code")), Watch(("source", "code")),
            Watch(("image", "images/debian:12")),
            Watch(("statuses", "https://a.example.com"), ("gerrit", "https://b.example.com")),
            Watch(("statuses", "file:///etc/passwd")),
            Watch(("statuses", "https://user:word@git.example.com/")), Watch(("credential", "never used")),
            Watch(("label", "Verified")),
            Watch(("gerrit", "https://b.example.com"), ("credential", "no login")),
            Watch(("gerrit", "https://b.example.com"), ("label", "a\nb")),
            Watch(("statuses", "https://a.example.com"), ("credential", "two\nlines")), Watch(("hookSecret", "short")),
        ];
        foreach (var watch in refused)
        {
            var answer = await _admin.PostAsJsonAsync("factory/watches", watch);
            answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, watch.ToJsonString());
            JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["nextStep"].ShouldNotBeNull(watch.ToJsonString());
        }
        (await _admin.PostAsJsonAsync("factory/watches", Watch())).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await _admin.PostAsJsonAsync("factory/watches", Watch())).StatusCode
            .ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await _admin.DeleteAsync("factory/watches/trees")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _admin.DeleteAsync("factory/watches/trees")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_hook_needs_no_token_and_the_right_signature()
    {
        (await _admin.PostAsJsonAsync("factory/watches", Watch(("hookSecret", Secret)))).EnsureSuccessStatusCode();
        (await _admin.PostAsJsonAsync("factory/watches", Watch(("name", "deaf")))).EnsureSuccessStatusCode();
        var body = Encoding.UTF8.GetBytes("{}");
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body));
        (await HookAsync("trees", "X-Hub-Signature-256", $"sha256={signature}", body))
            .ShouldBe(HttpStatusCode.Accepted);
        (await HookAsync("trees", "X-Gitlab-Token", Secret, body)).ShouldBe(HttpStatusCode.Accepted);
        (await HookAsync("trees", "X-Gitea-Signature", new string('0', 64), body)).ShouldBe(HttpStatusCode.Forbidden);
        (await HookAsync("trees", "X-Other", signature, body)).ShouldBe(HttpStatusCode.Forbidden);
        (await HookAsync("deaf", "X-Gitea-Signature", signature, body)).ShouldBe(HttpStatusCode.Forbidden);
        (await HookAsync("nobody", "X-Gitea-Signature", signature, body)).ShouldBe(HttpStatusCode.Forbidden);
        (await HookAsync("trees", "X-Gitea-Signature", signature, new byte[(25 << 20) + 1]))
            .ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Watches_are_for_administrators()
    {
        (await _admin.PostAsJsonAsync("factory/watches", Watch())).EnsureSuccessStatusCode();
        using var member = await _server.ClientOfAsync("dev");
        HttpResponseMessage[] answers =
        [
            await member.PostAsJsonAsync("factory/watches", Watch(("name", "other"))),
            await member.GetAsync("factory/watches"), await member.GetAsync("factory/watches/trees"),
            await member.PostAsync("factory/watches/trees/polls", null),
            await member.DeleteAsync("factory/watches/trees"), await member.GetAsync("factory/runs/1"),
        ];
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Forbidden);
        using var stranger = _server.Client();
        (await stranger.GetAsync("factory/watches")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<HttpStatusCode> HookAsync(string watch, string header, string value, byte[] body)
    {
        using var client = _server.Client();
        using var request =
            new HttpRequestMessage(HttpMethod.Post, $"factory/hooks/{watch}") { Content = new ByteArrayContent(body) };
        request.Headers.Add(header, value);
        // A server that refuses a long body answers before it has read it all.
        request.Headers.ExpectContinue = true;
        return (await client.SendAsync(request)).StatusCode;
    }
}
