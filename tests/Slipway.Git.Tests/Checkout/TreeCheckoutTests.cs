using Slipway.Git.Checkout;
using Slipway.Linux.Files;
using Slipway.Linux.Processes;
using Slipway.Platform;
using Slipway.Testing;

namespace Slipway.Git.Tests.Checkout;

public sealed class TreeCheckoutTests
{
    private static readonly RepositoryName Blog = RepositoryName.Create("demo", "blog");

    [Fact]
    public async Task A_tree_is_what_git_would_check_out_and_belongs_to_the_server()
    {
        await using var fixture = await GitFixture.StartAsync();
        await fixture.Store.CreateAsync(Blog, null, default);
        var tree = await fixture.WorkTreeAsync(
            "work", ("a.txt", "one"), ("deep/er/b", "two"), (".gitattributes", "* export-ignore\n"), ("empty", ""));
        File.CreateSymbolicLink(Path.Combine(tree, "escape"), "/etc");
        File.SetUnixFileMode(Path.Combine(tree, "deep/er/b"), (UnixFileMode)0x1ED);
        var commit = await fixture.CommitAsync(tree);
        (await fixture.GitAsync(tree, "push", fixture.Url("demo/blog"), "main")).OrThrow();

        var target = Directory.CreateDirectory(fixture.File("out")).FullName;
        var origin = await fixture.Store.CheckOutAsync(Blog, commit, target, default);
        origin.Author.ShouldBe("Ada <ada@example.org>");
        origin.Message.ShouldBe("A change");
        Directory.Delete(Path.Combine(tree, ".git"), recursive: true);
        (await Tool.RunAsync(["diff", "-r", "--no-dereference", tree, target])).OrThrow();
        File.GetUnixFileMode(Path.Combine(target, "deep/er/b")).ShouldBe((UnixFileMode)0x1ED);
        File.GetUnixFileMode(Path.Combine(target, "a.txt")).ShouldBe((UnixFileMode)0x1A4);
        using var directory = DirectoryHandle.Open(target);
        directory.List().ShouldAllBe(name => directory.Stat(name).Uid == 0 && directory.Stat(name).Gid == 0);
        File.GetLastWriteTimeUtc(Path.Combine(target, "a.txt"))
            .ShouldBe(DateTime.Parse(origin.Date!).ToUniversalTime());
    }

    [Fact]
    public async Task Bounds_and_unknown_commits_are_named()
    {
        await using var fixture = await GitFixture.StartAsync(
            options => options with { MaxEntries = 5, MaxTreeBytes = 1000 });
        await fixture.Store.CreateAsync(Blog, null, default);
        var tree = await fixture.WorkTreeAsync("work", [.. Enumerable.Range(0, 6).Select(i => ($"f{i}", "x"))]);
        var many = (await fixture.GitAsync(tree, "rev-parse", "HEAD")).Output.Trim();
        (await fixture.GitAsync(tree, "rm", "--quiet", "-r", ".")).OrThrow();
        var large = await fixture.CommitAsync(tree, ("big", new string('x', 2000)));
        (await fixture.GitAsync(tree, "push", fixture.Url("demo/blog"), "main")).OrThrow();

        foreach (var (commit, error) in new[]
        {
            (many, ErrorCode.LimitReached), (large, ErrorCode.LimitReached),
            (new string('1', 40), ErrorCode.NotFound), ("main", ErrorCode.Invalid),
            ("--help", ErrorCode.Invalid),
        })
        {
            var target = Directory.CreateDirectory(fixture.File($"out-{commit}")).FullName;
            (await Should.ThrowAsync<SlipwayException>(
                () => fixture.Store.CheckOutAsync(Blog, commit, target, default))).Code.ShouldBe(error);
        }
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData(".git")]
    [InlineData(".GIT")]
    [InlineData("a/b")]
    [InlineData("")]
    public void Names_that_lead_elsewhere_are_refused(string name) => Refusal.Of(
        ErrorCode.Malformed, () => TreeEntry.Parse(
        [.. "100644 "u8, .. System.Text.Encoding.UTF8.GetBytes(name), 0, .. new byte[20]], 20));

    [Theory]
    [InlineData("")]
    [InlineData("100644 a")]
    [InlineData("100644 a\0short")]
    [InlineData("777 a\0aaaaaaaaaaaaaaaaaaaa")]
    [InlineData("a\0aaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Damaged_trees_are_refused(string tree)
    {
        if (tree.Length == 0)
            TreeEntry.Parse([], 20).ShouldBeEmpty();
        else
            Refusal.Of(ErrorCode.Malformed, () => TreeEntry.Parse(System.Text.Encoding.ASCII.GetBytes(tree), 20));
    }
}
