using System.Net;
using Slipway.Build.Remote;
using Slipway.Git.Repositories;

namespace Slipway.Git.Tests.Repositories;

/// <summary>What the Dockerfile builder fetches by ADD, over the protocol that gives single commits.</summary>
public sealed class RemoteRepositoriesTests
{
    private static readonly RepositoryName Blog = RepositoryName.Create("demo", "blog");

    [Fact]
    public async Task A_reference_means_a_commit_and_a_commit_s_tree_is_written_without_its_repository()
    {
        await using var fixture = await GitFixture.StartAsync();
        var (first, second) = await PushAsync(fixture);
        var remotes = new RemoteRepositories(fixture.Store);
        foreach (var (reference, commit) in new[]
        {
            (null, second), ("main", second), ("v1", first), ("refs/heads/main", second), ("refs/tags/v1", first),
        })
            (await remotes.ResolveAsync(Remote(fixture, reference), default)).ShouldBe(commit, reference);
        (await remotes.ListAsync(Remote(fixture, null), ["refs/heads/*"], default))
            .ShouldBe([KeyValuePair.Create("refs/heads/main", second)]);
        (await remotes.ListAsync(Remote(fixture, null), ["refs/changes/*"], default)).ShouldBeEmpty();
        var tree = Directory.CreateDirectory(fixture.File("tree")).FullName;
        await remotes.CheckOutAsync(Remote(fixture, null), first, tree, withGitDirectory: false, default);
        Directory.EnumerateFileSystemEntries(tree).Select(Path.GetFileName).ShouldBe(["a.txt"]);
        File.ReadAllText(Path.Combine(tree, "a.txt")).ShouldBe("one");
        Scratch(fixture).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_kept_repository_has_the_history_of_its_commit_and_names_nobody_s_address()
    {
        await using var fixture = await GitFixture.StartAsync();
        var (first, second) = await PushAsync(fixture);
        var tree = Directory.CreateDirectory(fixture.File("tree")).FullName;
        await new RemoteRepositories(fixture.Store)
            .CheckOutAsync(Remote(fixture, null), second, tree, withGitDirectory: true, default);
        (await fixture.GitAsync(tree, "log", "--format=%H")).OrThrow().Output.Trim().ShouldBe($"{second}\n{first}");
        (await fixture.GitAsync(tree, "status", "--porcelain")).OrThrow().Output.ShouldBeEmpty();
        (await fixture.GitAsync(tree, "for-each-ref")).OrThrow().Output.ShouldBeEmpty();
        File.ReadAllText(Path.Combine(tree, ".git/config")).ShouldNotContain(GitFixture.Token);
        Directory.EnumerateFiles(Path.Combine(tree, ".git/objects"), "*.pack", SearchOption.AllDirectories)
            .Count().ShouldBe(1);
    }

    [Fact]
    public async Task What_a_repository_lacks_is_said_without_a_word_of_the_password_and_leaves_nothing()
    {
        await using var fixture = await GitFixture.StartAsync();
        await PushAsync(fixture);
        var remotes = new RemoteRepositories(fixture.Store);
        var tree = Directory.CreateDirectory(fixture.File("tree")).FullName;
        await RefusedAsync(() => remotes.ResolveAsync(Remote(fixture, "none"), default), "has no 'none'");
        await RefusedAsync(
            () => remotes.CheckOutAsync(Remote(fixture, null), new string('a', 40), tree, false, default), "has no");
        await RefusedAsync(
            () => remotes.ResolveAsync(Remote(fixture, "main", "demo/nowhere"), default), "cannot be fetched");
        Scratch(fixture).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_repository_beyond_the_bounds_is_refused()
    {
        await using var fixture = await GitFixture.StartAsync(options => options with { MaxTreeBytes = 4 });
        var (_, second) = await PushAsync(fixture);
        var tree = Directory.CreateDirectory(fixture.File("tree")).FullName;
        var error = await Should.ThrowAsync<SlipwayException>(
            () => new RemoteRepositories(fixture.Store).CheckOutAsync(
                Remote(fixture, null), second, tree, false, default));
        error.Code.ShouldBe(ErrorCode.BuildLimit);
        Scratch(fixture).ShouldBeEmpty();
    }

    private static async Task<(string First, string Second)> PushAsync(GitFixture fixture)
    {
        await fixture.Store.CreateAsync(Blog, null, default);
        var tree = await fixture.WorkTreeAsync("work", ("a.txt", "one"));
        var first = (await fixture.GitAsync(tree, "rev-parse", "HEAD")).Output.Trim();
        (await fixture.GitAsync(tree, "tag", "-a", "-m", "first", "v1")).OrThrow();
        var second = await fixture.CommitAsync(tree, ("a.txt", "two, which is longer"));
        (await fixture.GitAsync(tree, "push", fixture.Url("demo/blog"), "main", "v1")).OrThrow();
        return (first, second);
    }

    private static GitRemote Remote(GitFixture fixture, string? reference, string repository = "demo/blog") =>
        new(new GitAddress(new Uri(fixture.Url(repository)), reference, ""), [IPAddress.Loopback]);

    private static async Task RefusedAsync(Func<Task> action, string cause)
    {
        var error = await Should.ThrowAsync<SlipwayException>(action);
        error.Message.ShouldContain(cause);
        error.NextStep.ShouldNotBeNullOrEmpty();
        error.ToString().ShouldNotContain(GitFixture.Token);
    }

    private static IEnumerable<string> Scratch(GitFixture fixture) =>
        Directory.EnumerateDirectories(fixture.Store.Options.Directory, ".*");
}
