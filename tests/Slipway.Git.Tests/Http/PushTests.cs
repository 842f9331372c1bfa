using System.Diagnostics;
using Slipway.Git.Pushes;

namespace Slipway.Git.Tests.Http;

public sealed class PushTests
{
    private static readonly RepositoryName Blog = RepositoryName.Create("demo", "blog");

    [Fact]
    public async Task A_push_streams_its_build_and_a_clone_gets_it_back()
    {
        await using var fixture = await GitFixture.StartAsync();
        await fixture.Store.CreateAsync(Blog, null, default);
        var tree = await fixture.WorkTreeAsync("work", ("a.txt", "one"));
        var commit = (await fixture.GitAsync(tree, "rev-parse", "HEAD")).Output.Trim();

        var push = (await fixture.GitAsync(tree, "push", fixture.Url("demo/blog"), "main")).OrThrow();
        push.Errors.ShouldContain($"remote: building {commit[..10]}");
        push.Errors.ShouldContain("remote: http://blog-demo.localhost:8080/");
        fixture.Pushed.ShouldBe([new PushedCommit(Blog, "ada", "refs/heads/main", null, commit)]);
        (await fixture.Store.HeadAsync(Blog, default)).ShouldBe(commit);
        (await fixture.GitAsync(fixture.File("."), "clone", "--quiet", fixture.Url("demo/blog"), "copy")).OrThrow();
        File.ReadAllText(fixture.File("copy/a.txt")).ShouldBe("one");

        var second = await fixture.CommitAsync(tree, ("a.txt", "two"));
        (await fixture.GitAsync(tree, "push", fixture.Url("demo/blog"), "main")).OrThrow();
        fixture.Pushed[1].ShouldBe(new PushedCommit(Blog, "ada", "refs/heads/main", commit, second));
        (await fixture.GitAsync(fixture.File("copy"), "pull", "--quiet")).OrThrow();
        File.ReadAllText(fixture.File("copy/a.txt")).ShouldBe("two");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("2")]
    public async Task Every_protocol_version_and_shallow_clones_work(string version)
    {
        await using var fixture = await GitFixture.StartAsync();
        await fixture.Store.CreateAsync(Blog, null, default);
        var tree = await fixture.WorkTreeAsync("work", ("a.txt", "one"));
        (await fixture.GitAsync(tree, "-c", $"protocol.version={version}", "push", fixture.Url("demo/blog"), "main"))
            .OrThrow();
        (await fixture.GitAsync(fixture.File("."), "-c", $"protocol.version={version}", "clone", "--quiet", "--depth=1",
            fixture.Url("demo/blog"), "copy")).OrThrow();
        File.ReadAllText(fixture.File("copy/a.txt")).ShouldBe("one");
    }

    [Fact]
    public async Task The_lines_of_a_failed_build_arrive_as_they_come_and_without_control_characters()
    {
        await using var fixture = await GitFixture.StartAsync();
        var seen = new TaskCompletionSource();
        fixture.Deployment = _ => Fail(seen.Task);
        await fixture.Store.CreateAsync(Blog, null, default);
        var tree = await fixture.WorkTreeAsync("work", ("a.txt", "one"));

        using var push = Process.Start(new ProcessStartInfo("git", ["push", fixture.Url("demo/blog"), "main"])
        {
            WorkingDirectory = tree, RedirectStandardError = true,
        })!;
        var said = "";
        while (!said.Contains("remote: first line", StringComparison.Ordinal))
            said += await push.StandardError.ReadLineAsync()
                ?? throw new InvalidOperationException($"the first line did not come while the build went on: {said}");
        seen.SetResult();
        said = await push.StandardError.ReadToEndAsync();
        await push.WaitForExitAsync();
        push.ExitCode.ShouldBe(0, "the commit is stored, so for git the push has succeeded");
        said.ShouldContain("remote: assemble failed: no such module");
        said.ShouldContain("but following its build failed: an error inside Slipway; the server's log has the details");
        said.ShouldNotContain("the server broke");
        said.ShouldNotContain("\u001b]0");
        (await fixture.Store.HeadAsync(Blog, default)).ShouldNotBeNull();

        static async IAsyncEnumerable<string> Fail(Task seen)
        {
            yield return "first line";
            await seen;
            yield return "\u001b]0;title\u0007\u001b[31massemble failed: no such module\u001b[0m";
            throw new InvalidOperationException("the server broke");
        }
    }

    [Fact]
    public async Task A_failure_inside_is_logged_once_and_told_by_the_requests_id()
    {
        await using var fixture = await GitFixture.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String("ada:fault"u8));
        using var answer = await client.GetAsync(
            new Uri(fixture.Url("demo/blog") + "/info/refs?service=git-upload-pack"));
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.InternalServerError);
        var body = await answer.Content.ReadAsStringAsync();
        body.ShouldContain("request id ");
        body.ShouldNotContain("secret detail");
        fixture.Log.Entries.ShouldHaveSingleItem().Exception.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task What_a_request_fails_at_is_told_with_the_next_step_and_is_no_failure_inside()
    {
        await using var fixture = await GitFixture.StartAsync();
        var result = await fixture.GitAsync(fixture.File("."), "ls-remote", fixture.Url("demo/blog", "down"));
        result.ExitCode.ShouldNotBe(0);
        result.Errors.ShouldContain("remote: Git is not installed; install git.");
        result.Errors.ShouldContain("503");
        fixture.Log.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_build_that_cannot_even_be_followed_is_logged_and_told_by_the_requests_id()
    {
        await using var fixture = await GitFixture.StartAsync();
        fixture.Deployment = _ => throw new InvalidOperationException("secret detail");
        await fixture.Store.CreateAsync(Blog, null, default);
        var tree = await fixture.WorkTreeAsync("work", ("a.txt", "one"));
        var push = (await fixture.GitAsync(tree, "push", fixture.Url("demo/blog"), "main")).OrThrow();
        push.Errors.ShouldContain("following its build failed: an error inside Slipway");
        push.Errors.ShouldNotContain("secret detail");
        fixture.Log.Entries.ShouldHaveSingleItem().Exception.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task Another_branch_is_stored_and_says_so()
    {
        await using var fixture = await GitFixture.StartAsync();
        await fixture.Store.CreateAsync(Blog, null, default);
        var tree = await fixture.WorkTreeAsync("work", ("a.txt", "one"));
        var push = (await fixture.GitAsync(tree, "push", fixture.Url("demo/blog"), "main:feature")).OrThrow();
        push.Errors.ShouldContain("remote: feature is stored. Only main is built");
        fixture.Pushed.ShouldBeEmpty();
        (await fixture.GitAsync(tree, "ls-remote", fixture.Url("demo/blog"))).Output
            .ShouldContain("refs/heads/feature");
        (await fixture.GitAsync(tree, "push", fixture.Url("demo/blog"), ":feature")).Errors
            .ShouldContain("feature is deleted");
    }

    [Fact]
    public async Task Wrong_tokens_and_foreign_accounts_are_refused()
    {
        await using var fixture = await GitFixture.StartAsync();
        await fixture.Store.CreateAsync(Blog, null, default);
        var tree = await fixture.WorkTreeAsync("work", ("a.txt", "one"));
        foreach (var (url, said) in new[]
        {
            (fixture.Url("demo/blog", "wrong"), "Authentication failed"), (fixture.Url("demo/blog", "guess"), "429"),
            (fixture.Url("demo/blog", "foreign"), "not found"), (fixture.Url("demo/other"), "not found"),
            (fixture.Url("demo/..%2fblog"), "not found"), (fixture.Url("..%2f..%2fetc/blog"), "not found"),
        })
            foreach (var command in new[] { new[] { "push", url, "main" }, ["ls-remote", url] })
            {
                var result = await fixture.GitAsync(tree, command);
                result.ExitCode.ShouldNotBe(0);
                result.Errors.ShouldContain(said);
            }
        fixture.Pushed.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_oversized_push_is_refused_with_the_reason_and_leaves_nothing()
    {
        await using var fixture = await GitFixture.StartAsync(options => options with { MaxPushBytes = 1 << 20 });
        await fixture.Store.CreateAsync(Blog, null, default);
        var tree = await fixture.WorkTreeAsync("work", ("a.txt", "one"));
        var noise = new byte[6 << 20];
        new Random(1).NextBytes(noise);
        await File.WriteAllBytesAsync(Path.Combine(tree, "noise"), noise);
        await fixture.CommitAsync(tree);

        var push = await fixture.GitAsync(tree, "push", fixture.Url("demo/blog"), "main");
        push.ExitCode.ShouldNotBe(0);
        push.Errors.ShouldContain("exceeds maximum allowed size");
        fixture.Pushed.ShouldBeEmpty();
        (await fixture.Store.HeadAsync(Blog, default)).ShouldBeNull();
        Directory.EnumerateFiles(fixture.Store.PathOf(Blog), "*", SearchOption.AllDirectories)
            .Sum(f => new FileInfo(f).Length).ShouldBeLessThan(1 << 20);
    }

    [Fact]
    public async Task Concurrent_pushes_leave_one_winner_and_a_healthy_repository()
    {
        await using var fixture = await GitFixture.StartAsync();
        await fixture.Store.CreateAsync(Blog, null, default);
        var trees = new List<string>();
        foreach (var i in Enumerable.Range(0, 4))
            trees.Add(await fixture.WorkTreeAsync($"work-{i}", ("a.txt", $"{i}")));
        var results = await Task.WhenAll(
            trees.Select((tree, i) => fixture.GitAsync(
                tree, "push", fixture.Url("demo/blog"), "main", $"main:side-{i}")));

        results.Count(result => result.Succeeded).ShouldBe(1);
        var refs = (await fixture.GitAsync(trees[0], "ls-remote", fixture.Url("demo/blog"))).OrThrow().Output;
        Enumerable.Range(0, 4).ShouldAllBe(i => refs.Contains($"refs/heads/side-{i}"));
        (await fixture.GitAsync(fixture.File("."), "clone", "--quiet", fixture.Url("demo/blog"), "copy")).OrThrow();
        (await fixture.GitAsync(fixture.File("copy"), "fsck", "--strict")).OrThrow();
    }

    [Fact]
    public async Task A_rewritten_branch_can_be_forced_and_damaged_objects_cannot_be_pushed()
    {
        await using var fixture = await GitFixture.StartAsync();
        await fixture.Store.CreateAsync(Blog, null, default);
        var tree = await fixture.WorkTreeAsync("work", ("a.txt", "one"));
        (await fixture.GitAsync(tree, "push", fixture.Url("demo/blog"), "main")).OrThrow();
        (await fixture.GitAsync(tree, "commit", "--quiet", "--amend", "-m", "Another")).OrThrow();
        (await fixture.GitAsync(tree, "push", fixture.Url("demo/blog"), "main")).Succeeded.ShouldBeFalse();
        (await fixture.GitAsync(tree, "push", "--force", fixture.Url("demo/blog"), "main")).OrThrow();

        var blob = (await fixture.GitAsync(tree, "hash-object", "-w", "a.txt")).Output.Trim();
        var evil = await Slipway.Linux.Processes.Tool.RunAsync(
            ["sh", "-c", "printf '100644 blob %s\\t.git\\n' \"$1\" | git mktree", "sh", blob],
            new Slipway.Linux.Processes.ToolOptions { WorkingDirectory = tree });
        var commit = (await fixture.GitAsync(tree, "commit-tree", "-m", "evil", evil.OrThrow().Output.Trim()))
            .OrThrow().Output.Trim();
        var push = await fixture.GitAsync(tree, "push", fixture.Url("demo/blog"), $"{commit}:refs/heads/evil");
        push.Succeeded.ShouldBeFalse();
        push.Errors.ShouldContain("hasDotgit");
    }

    [Fact]
    public async Task A_ticket_works_once_and_not_at_all_for_a_stranger()
    {
        var tickets = new PushTickets();
        string token;
        using (var ticket = tickets.Issue(Blog, "ada", "request"))
        {
            token = ticket.Token;
            tickets.Redeem("0000").ShouldBeNull();
            tickets.Redeem(token).ShouldBe(new PushTickets.Push(Blog, "ada", "request"));
            tickets.Redeem(token).ShouldBeNull();
        }
        using (var ticket = tickets.Issue(Blog, "ada", "request"))
            token = ticket.Token;
        tickets.Redeem(token).ShouldBeNull();
        await Task.CompletedTask;
    }
}
