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
        await using var house = await GitFixture.StartAsync();
        var (first, second) = await PushAsync(house);
        var remotes = new RemoteRepositories(house.Store);
        foreach (var (reference, commit) in new[]
        {
            (null, second), ("main", second), ("v1", first), ("refs/heads/main", second), ("refs/tags/v1", first),
        })
            (await remotes.ResolveAsync(Remote(house, reference), default)).ShouldBe(commit, reference);
        (await remotes.ListAsync(Remote(house, null), ["refs/heads/*"], default))
            .ShouldBe([KeyValuePair.Create("refs/heads/main", second)]);
        (await remotes.ListAsync(Remote(house, null), ["refs/changes/*"], default)).ShouldBeEmpty();
        var tree = Directory.CreateDirectory(house.File("tree")).FullName;
        await remotes.CheckOutAsync(Remote(house, null), first, tree, withGitDirectory: false, default);
        Directory.EnumerateFileSystemEntries(tree).Select(Path.GetFileName).ShouldBe(["a.txt"]);
        File.ReadAllText(Path.Combine(tree, "a.txt")).ShouldBe("one");
        Scratch(house).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_kept_repository_has_the_history_of_its_commit_and_names_nobody_s_address()
    {
        await using var house = await GitFixture.StartAsync();
        var (first, second) = await PushAsync(house);
        var tree = Directory.CreateDirectory(house.File("tree")).FullName;
        await new RemoteRepositories(house.Store)
            .CheckOutAsync(Remote(house, null), second, tree, withGitDirectory: true, default);
        (await house.GitAsync(tree, "log", "--format=%H")).OrThrow().Output.Trim().ShouldBe($"{second}\n{first}");
        (await house.GitAsync(tree, "status", "--porcelain")).OrThrow().Output.ShouldBeEmpty();
        (await house.GitAsync(tree, "for-each-ref")).OrThrow().Output.ShouldBeEmpty();
        File.ReadAllText(Path.Combine(tree, ".git/config")).ShouldNotContain(GitFixture.Token);
        Directory.EnumerateFiles(Path.Combine(tree, ".git/objects"), "*.pack", SearchOption.AllDirectories)
            .Count().ShouldBe(1);
    }

    [Fact]
    public async Task What_a_repository_lacks_is_said_without_a_word_of_the_password_and_leaves_nothing()
    {
        await using var house = await GitFixture.StartAsync();
        await PushAsync(house);
        var remotes = new RemoteRepositories(house.Store);
        var tree = Directory.CreateDirectory(house.File("tree")).FullName;
        await RefusedAsync(() => remotes.ResolveAsync(Remote(house, "none"), default), "has no 'none'");
        await RefusedAsync(
            () => remotes.CheckOutAsync(Remote(house, null), new string('a', 40), tree, false, default), "has no");
        await RefusedAsync(
            () => remotes.ResolveAsync(Remote(house, "main", "demo/nowhere"), default), "cannot be fetched");
        Scratch(house).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_repository_beyond_the_bounds_is_refused()
    {
        await using var house = await GitFixture.StartAsync(options => options with { MaxTreeBytes = 4 });
        var (_, second) = await PushAsync(house);
        var tree = Directory.CreateDirectory(house.File("tree")).FullName;
        var error = await Should.ThrowAsync<SlipwayException>(
            () => new RemoteRepositories(house.Store).CheckOutAsync(Remote(house, null), second, tree, false, default));
        error.Code.ShouldBe(ErrorCode.BuildLimit);
        Scratch(house).ShouldBeEmpty();
    }

    private static async Task<(string First, string Second)> PushAsync(GitFixture house)
    {
        await house.Store.CreateAsync(Blog, null, default);
        var tree = await house.WorkTreeAsync("work", ("a.txt", "one"));
        var first = (await house.GitAsync(tree, "rev-parse", "HEAD")).Output.Trim();
        (await house.GitAsync(tree, "tag", "-a", "-m", "first", "v1")).OrThrow();
        var second = await house.CommitAsync(tree, ("a.txt", "two, which is longer"));
        (await house.GitAsync(tree, "push", house.Url("demo/blog"), "main", "v1")).OrThrow();
        return (first, second);
    }

    private static GitRemote Remote(GitFixture house, string? reference, string repository = "demo/blog") =>
        new(new GitAddress(new Uri(house.Url(repository)), reference, ""), [IPAddress.Loopback]);

    private static async Task RefusedAsync(Func<Task> action, string cause)
    {
        var error = await Should.ThrowAsync<SlipwayException>(action);
        error.Message.ShouldContain(cause);
        error.NextStep.ShouldNotBeNullOrEmpty();
        error.ToString().ShouldNotContain(GitFixture.Token);
    }

    private static IEnumerable<string> Scratch(GitFixture house) =>
        Directory.EnumerateDirectories(house.Store.Options.Directory, ".*");
}
