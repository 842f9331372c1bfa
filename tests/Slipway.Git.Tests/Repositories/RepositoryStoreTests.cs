using Slipway.Git.Repositories;
using Slipway.Platform;
using Slipway.Platform.Repositories;
using Slipway.Testing;

namespace Slipway.Git.Tests.Repositories;

public sealed class RepositoryStoreTests
{
    private static readonly RepositoryName Blog = RepositoryName.Create("demo", "blog");

    [Fact]
    public async Task The_password_of_a_template_is_in_no_failure()
    {
        await using var fixture = await GitFixture.StartAsync();
        var failure = await Refusal.OfAsync(ErrorCode.Unavailable, () => fixture.Store.CreateAsync(
            Blog, new RepositoryTemplate { Url = fixture.Url("demo/none", "pa55word") }, default));
        failure.ToString().ShouldNotContain("pa55word");
    }

    [Fact]
    public async Task An_empty_repository_is_made_once_and_removed()
    {
        await using var fixture = await GitFixture.StartAsync();
        (await fixture.Store.CreateAsync(Blog, null, default)).ShouldBeNull();
        var user = fixture.Store.JailOf(Blog).User;
        (await fixture.Store.CreateAsync(Blog, null, default)).ShouldBeNull();
        fixture.Store.JailOf(Blog).User.ShouldBe(user);
        await fixture.Store.RemoveAsync(Blog, default);
        await fixture.Store.RemoveAsync(Blog, default);
        fixture.Store.Exists(Blog).ShouldBeFalse();
        await fixture.Store.CreateAsync(Blog, null, default);
        fixture.Store.JailOf(Blog).User.ShouldNotBe(user, "a user id is never given twice");
    }

    [Fact]
    public async Task A_template_directory_becomes_the_first_commit()
    {
        await using var fixture = await GitFixture.StartAsync();
        var template = Directory.CreateDirectory(fixture.File("template")).FullName;
        Directory.CreateDirectory(Path.Combine(template, "bin"));
        Directory.CreateDirectory(Path.Combine(template, ".git"));
        File.WriteAllText(Path.Combine(template, ".git/secret"), "x");
        File.WriteAllText(Path.Combine(template, "odd \"name\"\n.txt"), "odd");
        File.WriteAllText(Path.Combine(template, "bin/run"), "#!/bin/sh\n");
        File.SetUnixFileMode(Path.Combine(template, "bin/run"),
            UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(Path.Combine(template, "link"), "bin/run");

        var commit = await fixture.Store.CreateAsync(Blog, new RepositoryTemplate { Directory = template }, default);
        var tree = Directory.CreateDirectory(fixture.File("tree")).FullName;
        await fixture.Store.CheckOutAsync(Blog, commit!, tree, default);
        Directory.EnumerateFileSystemEntries(tree, "*", SearchOption.AllDirectories)
            .Select(p => Path.GetRelativePath(tree, p)).Order(StringComparer.Ordinal)
            .ShouldBe(["bin", "bin/run", "link", "odd \"name\"\n.txt"]);
        File.GetUnixFileMode(Path.Combine(tree, "bin/run")).HasFlag(UnixFileMode.OtherExecute).ShouldBeTrue();
        new FileInfo(Path.Combine(tree, "link")).LinkTarget.ShouldBe("bin/run");
    }

    [Fact]
    public async Task A_repository_elsewhere_is_fetched_at_a_branch_a_tag_or_a_commit()
    {
        await using var fixture = await GitFixture.StartAsync();
        await fixture.Store.CreateAsync(Blog, null, default);
        var tree = await fixture.WorkTreeAsync("work", ("a.txt", "one"));
        var first = (await fixture.GitAsync(tree, "rev-parse", "HEAD")).Output.Trim();
        (await fixture.GitAsync(tree, "tag", "v1")).OrThrow();
        var second = await fixture.CommitAsync(tree, ("a.txt", "two"));
        (await fixture.GitAsync(tree, "push", fixture.Url("demo/blog"), "main", "v1")).OrThrow();

        var wanted =
            new[] { ("", second), ("#main", second), ("#v1", first), ($"#{first}", first), ($"#{first[..10]}", first) };
        foreach (var ((suffix, commit), i) in wanted.Select((w, i) => (w, i)))
            (await fixture.Store.CreateAsync(RepositoryName.Create("demo", $"copy-{i}"),
                new RepositoryTemplate { Url = fixture.Url("demo/blog") + suffix }, default)).ShouldBe(commit);
        (await fixture.GitAsync(tree, "ls-remote", fixture.Url("demo/copy-0"))).Output.ShouldNotContain("refs/slipway");
        var missing = new RepositoryTemplate { Url = fixture.Url("demo/blog") + "#nowhere" };
        (await Should.ThrowAsync<SlipwayException>(() => fixture.Store.CreateAsync(
            RepositoryName.Create("demo", "none"), missing, default))).Code.ShouldBe(ErrorCode.NotFound);
        fixture.Store.Exists(RepositoryName.Create("demo", "none")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("file:///etc")]
    [InlineData("/etc")]
    [InlineData("ext::sh -c touch% /tmp/owned")]
    [InlineData("--upload-pack=touch /tmp/owned")]
    [InlineData("http://name:sentinel@127.0.0.1:1/x.git")]
    public async Task Other_ways_of_fetching_are_refused_without_showing_a_password(string url)
    {
        await using var fixture = await GitFixture.StartAsync();
        var error = await Should.ThrowAsync<SlipwayException>(
            () => fixture.Store.CreateAsync(Blog, new RepositoryTemplate { Url = url }, default));
        error.Message.ShouldContain("cannot be fetched");
        error.Message.ShouldNotContain("sentinel");
        fixture.Store.Exists(Blog).ShouldBeFalse();
        Directory.EnumerateDirectories(fixture.File("repositories")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_crash_left_half_made_is_gone_after_a_start()
    {
        await using var fixture = await GitFixture.StartAsync();
        Directory.CreateDirectory(fixture.File("repositories/.new-1/objects"));
        Directory.CreateDirectory(fixture.File("repositories/.old-1/objects"));
        _ = new RepositoryStore(new GitOptions(fixture.File("repositories"), fixture.File("run")));
        Directory.EnumerateDirectories(fixture.File("repositories")).ShouldBeEmpty();
    }
}
