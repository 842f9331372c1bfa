using System.Text.Json.Nodes;
using Slipway.EndToEnd.Installations;
using Slipway.Testing.Installations;

namespace Slipway.EndToEnd.Applications;

/// <summary>An application of an installation, as its owner and its visitors see it.</summary>
public sealed class Application(Installation installation, string name)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private readonly HttpClient _browser = installation.Browser();

    public string Name => name;

    public CommandLine Slipway => installation.Slipway;

    public static async Task<Application> CreateAsync(
        Installation installation, string name, string cartridge, params string[] options)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "gears need root");
        await installation.Slipway.RunAsync(["app", "create", name, "--cartridge", cartridge, .. options]);
        return new Application(installation, name);
    }

    public Uri Address(string path = "/") => new($"http://{name}-demo.localhost:{installation.EdgePort}{path}");

    public Task<HttpResponseMessage> TryGetAsync(string path = "/") => _browser.GetAsync(Address(path));

    /// <summary>The body of a page that is to be there.</summary>
    public async Task<string> GetAsync(string path = "/")
    {
        using var response = await TryGetAsync(path);
        var body = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(200, body);
        return body;
    }

    public Task<JsonNode> ShowAsync() => Slipway.JsonAsync("app", "show", name);

    /// <summary>Without those that only finish what they have.</summary>
    public async Task<IReadOnlyList<JsonNode>> GearsAsync() =>
        [.. (await ShowAsync())["gears"]!.AsArray()
            .Select(gear => gear!).Where(gear => (string?)gear["state"] != "draining")];

    /// <summary>The releases by version.</summary>
    public async Task<IReadOnlyList<JsonNode>> ReleasesAsync() =>
        [.. (await Slipway.JsonAsync("release", "list", name)).AsArray()
            .Select(release => release!).OrderBy(release => (int)release["version"]!)];

    public async Task<IReadOnlyList<JsonNode>> ArtifactsAsync() =>
        [.. (await Slipway.JsonAsync("artifact", "list", name)).AsArray().Select(artifact => artifact!)];

    public async Task<int> CurrentReleaseAsync() =>
        (int)(await ReleasesAsync()).Single(release => (bool)release["current"]!)["version"]!;

    /// <summary>Runs a command in a gear.</summary>
    /// <returns>Its standard output.</returns>
    public Task<string> ExecAsync(params string[] command) => Slipway.RunAsync(["exec", name, "--", .. command]);

    /// <summary>Asks until the answer is as it should be.</summary>
    /// <exception cref="TimeoutException">It did not become so.</exception>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> wanted, string what)
    {
        var last = default(T)!;
        return await Polling.UntilAsync(
            async _ => wanted(last = await ask()), Timeout, Poll, TimeProvider.System, CancellationToken.None)
            ? last
            : throw new TimeoutException($"{what} did not come true; the last answer: {last}");
    }
}
