using System.Text.Json.Nodes;
using Slipway.EndToEnd.Applications;
using Slipway.EndToEnd.Elsewhere;
using Slipway.EndToEnd.Installations;

namespace Slipway.EndToEnd;

/// <summary>
/// The factory works by itself: a repository on another machine is watched, its commits and changes under review are
/// built and voted on.
/// </summary>
[Collection(SharedInstallationCollection.Name)]
public class WatchTests(SharedInstallation installation)
{
    private const string Dockerfile = "FROM images/debian:12\nRUN echo {0} > /hello\nUSER 1001\n";

    [Fact]
    public async Task A_commit_becomes_images_and_a_change_candidates_and_a_vote()
    {
        await using var service = await ReviewService.StartAsync();
        var name = "watched-" + Guid.NewGuid().ToString("n")[..8];
        var first = await service.CommitAsync(
            "refs/heads/main", ("trees/factory.yml", $"name: {name}\ngroup: {name}\nbases: [images/debian]\n"),
            ("trees/hello/Dockerfile", Dockerfile.Replace("{0}", "one")),
            ("trees/hello/image.yml", "version: \"1.0\"\n"));
        var login = Path.Combine(installation.Scratch(name), "login");
        await File.WriteAllTextAsync(login, ReviewService.Login);
        await installation.Slipway.JsonAsync("factory", "watch", "add", name, "--git", service.Repository,
            "--directory", "trees", "--every", "1h", "--reviews",
            "--gerrit", $"{service.Url}/r", "--credential", login);
        var built = await EndedAsync(name, first);
        ((string)built["state"]!).ShouldBe("succeeded", built.ToJsonString());
        ((string)built["images"]![0]!["name"]!).ShouldBe($"{name}/hello:1.0-p0");

        var second = await service.CommitAsync(
            "refs/heads/main", ("trees/hello/Dockerfile", Dockerfile.Replace("{0}", "two")));
        await installation.Slipway.RunAsync("factory", "watch", "wake", name);
        ((string)(await EndedAsync(name, second))["images"]![0]!["name"]!).ShouldBe($"{name}/hello:1.0-p1");

        var change = Random.Shared.Next(10_000, 1_000_000_000);
        var reviewed = await service.CommitAsync($"refs/changes/{change % 100:00}/{change}/2",
            ("trees/hello/Dockerfile", Dockerfile.Replace("{0}", "three")));
        await installation.Slipway.RunAsync("factory", "watch", "wake", name);
        var candidate = await EndedAsync(name, reviewed);
        ((string)candidate["link"]!).ShouldBe($"{service.Url}/r/{change}");
        var candidates = (await installation.Slipway.JsonAsync("factory", "status", "--change", $"{change}")).AsArray();
        candidates.ShouldHaveSingleItem()!["name"]!.ToString().ShouldBe($"{name}/hello:1.0-p2-{change}_2");
        await Application.UntilAsync(
            () => Task.FromResult(service.Reviews.LastOrDefault()),
            review => (int?)review.Body?["labels"]?["Verified"] == 1, "a vote for the change");
        service.Reviews.ShouldAllBe(review => review.Path == $"/r/a/changes/{change}/revisions/{reviewed}/review");
        await installation.Slipway.RunAsync("factory", "watch", "remove", name);
    }

    private Task<JsonNode> EndedAsync(string watch, string commit) => Application.UntilAsync(
        async () => (await installation.Slipway.JsonAsync("factory", "watch", "show", watch))["runs"]!
            .AsArray().FirstOrDefault(run => (string)run!["commit"]! == commit)!,
        run => run?["ended"] is not null, $"the end of the run of {commit}");
}
