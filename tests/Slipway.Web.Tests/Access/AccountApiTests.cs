using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Slipway.Testing.Api;

namespace Slipway.Web.Tests.Access;

public sealed class AccountApiTests : IAsyncLifetime
{
    private ApiServer _server = null!;
    private HttpClient _admin = null!;
    private HttpClient _dev = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        (_admin, _dev) = (await _server.ClientOfAsync("admin"), await _server.ClientOfAsync("dev"));
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        _dev.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_team_is_set_up_and_dissolved()
    {
        (await (await _admin.PostAsJsonAsync("accounts", new { name = "alice" }))
            .JsonAsync(HttpStatusCode.Created))["role"]!.GetValue<string>().ShouldBe("member");
        await (await _admin.PostAsJsonAsync("domains", new { name = "team", member = "alice" }))
            .JsonAsync(HttpStatusCode.Created);
        using var alice = await LogInAsync("alice");
        (await (await alice.GetAsync("domains")).JsonAsync()).AsArray()
            .Select(domain => (string)domain!["name"]!).ShouldBe(["team"]);
        (await (await _admin.PutAsync("domains/team/members/dev", null)).JsonAsync())["members"]!.AsArray()
            .Select(name => (string)name!).ShouldBe(["alice", "dev"]);
        (await (await _admin.DeleteAsync("domains/team/members/alice")).JsonAsync())["members"]!.AsArray()
            .Select(name => (string)name!).ShouldBe(["dev"]);
        (await (await alice.GetAsync("domains")).JsonAsync()).AsArray().ShouldBeEmpty();

        (await _admin.DeleteAsync("accounts/alice")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await (await alice.GetAsync("domains")).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        (await _admin.DeleteAsync("domains/team")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await (await _admin.GetAsync("accounts")).JsonAsync()).AsArray()
            .Select(account => (string)account!["name"]!).ShouldBe(["admin", "dev"]);
    }

    [Fact]
    public async Task A_token_is_shown_once_and_opens_until_it_is_revoked()
    {
        var made = await (await _dev.PostAsJsonAsync("tokens", new { name = "laptop", expires = 3600 }))
            .JsonAsync(HttpStatusCode.Created);
        var (id, token) = ((string)made["id"]!, (string)made["token"]!);
        using var laptop = _server.Client();
        laptop.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"dev:{token}")));
        (await (await laptop.GetAsync("server")).JsonAsync())["user"]!.GetValue<string>().ShouldBe("dev");
        var list = await (await _dev.GetAsync("tokens")).Content.ReadAsStringAsync();
        list.ShouldContain("laptop");
        list.ShouldNotContain(token);

        (await _dev.DeleteAsync($"tokens/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await (await laptop.GetAsync("server")).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        await (await _dev.DeleteAsync($"tokens/{id}")).ProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Nobody_but_administrators_sees_or_touches_what_is_others()
    {
        var foreign =
            (string)(await (await _admin.PostAsJsonAsync("tokens", new { })).JsonAsync(HttpStatusCode.Created))["id"]!;
        await (await _dev.GetAsync("accounts")).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await (await _dev.GetAsync("tokens?account=admin")).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await (await _dev.PostAsJsonAsync("tokens", new { account = "admin" }))
            .ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await (await _dev.DeleteAsync($"tokens/{foreign}?account=admin"))
            .ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await (await _dev.DeleteAsync($"tokens/{foreign}")).ProblemAsync(HttpStatusCode.NotFound, "not-found");
        await (await _dev.DeleteAsync("accounts/admin")).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await (await _dev.PostAsJsonAsync("domains", new { name = "mine" }))
            .ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await (await _dev.PutAsync("domains/demo/members/dev", null))
            .ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await (await _dev.DeleteAsync("domains/demo")).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        using var theirs = await LogInAsync("dev");
        (await theirs.GetAsync("server")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_would_leave_nobody_or_an_application_alone_is_refused()
    {
        await _server.World.CreateAsync("blog");
        await (await _admin.DeleteAsync("accounts/admin")).ProblemAsync(HttpStatusCode.Conflict, "conflict");
        ((string)(await (await _admin.DeleteAsync("domains/demo"))
            .ProblemAsync(HttpStatusCode.Conflict, "conflict"))["detail"]!).ShouldContain("blog");
        await (await _admin.PostAsJsonAsync("accounts", new { name = "x", role = "emperor" }))
            .ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        await (await _admin.PostAsJsonAsync("domains", new { name = "Bad Name" }))
            .ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        await (await _admin.PostAsJsonAsync("tokens", new { expires = -5 }))
            .ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
    }

    /// <summary>With a token that an administrator made, as a new colleague gets it.</summary>
    private async Task<HttpClient> LogInAsync(string account)
    {
        var made = await (await _admin.PostAsJsonAsync("tokens", new { account })).JsonAsync(HttpStatusCode.Created);
        var client = _server.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)made["token"]!);
        return client;
    }
}
