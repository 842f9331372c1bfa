using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Slipway.EndToEnd.Applications;
using Slipway.EndToEnd.Installations;
using Slipway.Linux.Processes;
using Slipway.Testing.Installations;

namespace Slipway.EndToEnd;

/// <summary>Who may come in, at all three doors: API, git and registry.</summary>
[Collection(SharedInstallationCollection.Name)]
public class AccountTests(SharedInstallation installation)
{
    private static readonly string[] Doors =
        ["/api/v1/server", "/git/demo/shared.git/info/refs?service=git-upload-pack", "/v2/demo/shared/tags/list"];

    [Fact]
    public async Task A_token_opens_all_doors_of_its_domain_until_it_is_revoked()
    {
        await Application.CreateAsync(installation, "shared", "static", "--empty");
        await ForgetAsync("ada", "team");
        await installation.Slipway.RunAsync("account", "create", "ada");
        await installation.Slipway.RunAsync("domain", "create", "team", "--member", "ada");
        var made = await installation.Slipway.JsonAsync("token", "create", "--account", "ada", "--expires", "1h");
        var token = (string)made["token"]!;
        (await StatusesAsync("ada", token))
            .ShouldBe([HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.Forbidden], "not a member yet");
        var laptop = await LogInAsync(token);
        (await laptop.RunAsync("domain", "list")).ShouldContain("team");
        (await laptop.TryAsync("app", "show", "demo/shared")).ExitCode.ShouldBe(66);
        (await laptop.TryAsync("account", "list")).ExitCode.ShouldBe(77);

        await installation.Slipway.RunAsync("domain", "grant", "demo", "ada");
        (await StatusesAsync("ada", token)).ShouldBe([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.NotFound],
            "the registry has no such repository yet");
        (await laptop.RunAsync("app", "show", "demo/shared")).ShouldContain("active");

        await installation.Slipway.RunAsync("token", "revoke", (string)made["id"]!, "--account", "ada");
        (await StatusesAsync("ada", token)).ShouldAllBe(status => status == HttpStatusCode.Unauthorized);
        (await laptop.TryAsync("app", "list")).ExitCode.ShouldBe(77);
        (await FilesWithAsync(token)).ShouldBeEmpty("no token is stored");
        await ForgetAsync("ada", "team");
    }

    [Fact]
    public async Task Who_guesses_is_held_back_at_every_door_in_its_own_form()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the server needs root");
        for (var guess = 0; guess < 10; guess++)
            (await StatusAsync("mallory", $"slw_{guess:x64}", Doors[guess % Doors.Length]))
                .ShouldBe(HttpStatusCode.Unauthorized);
        foreach (var (door, form) in Doors.Zip(["application/problem+json", "text/plain", "application/json"]))
        {
            using var client = Client("mallory", $"slw_{99:x64}");
            using var answer = await client.GetAsync(new Uri(installation.Api + door));
            answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests, door);
            answer.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe(form);
        }
        (await StatusAsync("admin", installation.Token, Doors[0])).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_last_administrator_and_a_domain_with_applications_stay()
    {
        await Application.CreateAsync(installation, "staying", "static", "--empty");
        var last = await installation.Slipway.TryAsync("account", "delete", "admin");
        (last.ExitCode, last.Errors.Contains("last administrator")).ShouldBe((75, true), last.Errors);
        var domain = await installation.Slipway.TryAsync("domain", "delete", "demo");
        (domain.ExitCode, domain.Errors.Contains("has applications")).ShouldBe((75, true), domain.Errors);
    }

    private async Task<CommandLine> LogInAsync(string token)
    {
        var laptop = new CommandLine(installation.Scratch("laptop-of-ada"));
        (await laptop.TryAsync(Encoding.ASCII.GetBytes(token + "\n"), "login", installation.Api)).OrThrow();
        return laptop;
    }

    private async Task ForgetAsync(string account, string domain)
    {
        await installation.Slipway.TryAsync("account", "delete", account);
        await installation.Slipway.TryAsync("domain", "delete", domain);
    }

    private Task<HttpStatusCode[]> StatusesAsync(string user, string token) =>
        Task.WhenAll(Doors.Select(door => StatusAsync(user, token, door)));

    private async Task<HttpStatusCode> StatusAsync(string user, string token, string door)
    {
        using var client = Client(user, token);
        using var answer = await client.GetAsync(new Uri(installation.Api + door));
        return answer.StatusCode;
    }

    private static HttpClient Client(string user, string token)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{token}")));
        return client;
    }

    /// <summary>Files of the installation, images and what gears write apart, that hold a text.</summary>
    private async Task<string> FilesWithAsync(string text) => (await Tool.RunAsync(
        [
            "grep", "--recursive", "--text", "--files-with-matches", "--fixed-strings", "--devices=skip",
            "--exclude-dir=blobs", "--exclude-dir=snapshots", "--exclude-dir=gears", text, installation.Data,
        ],
        new ToolOptions { Timeout = TimeSpan.FromMinutes(5) })).Output;
}
