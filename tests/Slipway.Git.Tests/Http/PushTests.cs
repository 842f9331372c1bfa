using System.Diagnostics;
using Slipway.Git.Pushes;

namespace Slipway.Git.Tests.Http;

public sealed class PushTests
{
    private static readonly RepositoryName Blog = RepositoryName.Create("demo", "blog");

    [Fact]
    public async Task A_push_streams_its_build_and_a_clone_gets_it_back()
    {
        await using var house = await GitFixture.StartAsync();
        await house.Store.CreateAsync(Blog, null, default);
        var tree = await house.WorkTreeAsync("work", ("a.txt", "one"));
        var commit = (await house.GitAsync(tree, "rev-parse", "HEAD")).Output.Trim();

        var push = (await house.GitAsync(tree, "push", house.Url("demo/blog"), "main")).OrThrow();
        push.Errors.ShouldContain($"remote: building {commit[..10]}");
        push.Errors.ShouldContain("remote: http://blog-demo.localhost:8080/");
        house.Pushed.ShouldBe([new PushedCommit(Blog, "ada", "refs/heads/main", null, commit)]);
        (await house.Store.HeadAsync(Blog, default)).ShouldBe(commit);
        (await house.GitAsync(house.File("."), "clone", "--quiet", house.Url("demo/blog"), "copy")).OrThrow();
        File.ReadAllText(house.File("copy/a.txt")).ShouldBe("one");

        var second = await house.CommitAsync(tree, ("a.txt", "two"));
        (await house.GitAsync(tree, "push", house.Url("demo/blog"), "main")).OrThrow();
        house.Pushed[1].ShouldBe(new PushedCommit(Blog, "ada", "refs/heads/main", commit, second));
        (await house.GitAsync(house.File("copy"), "pull", "--quiet")).OrThrow();
        File.ReadAllText(house.File("copy/a.txt")).ShouldBe("two");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("2")]
    public async Task Every_protocol_version_and_shallow_clones_work(string version)
    {
        await using var house = await GitFixture.StartAsync();
        await house.Store.CreateAsync(Blog, null, default);
        var tree = await house.WorkTreeAsync("work", ("a.txt", "one"));
        (await house.GitAsync(tree, "-c", $"protocol.version={version}", "push", house.Url("demo/blog"), "main"))
            .OrThrow();
        (await house.GitAsync(house.File("."), "-c", $"protocol.version={version}", "clone", "--quiet", "--depth=1",
            house.Url("demo/blog"), "copy")).OrThrow();
        File.ReadAllText(house.File("copy/a.txt")).ShouldBe("one");
    }

    [Fact]
    public async Task The_lines_of_a_failed_build_arrive_as_they_come_and_without_control_characters()
    {
        await using var house = await GitFixture.StartAsync();
        var seen = new TaskCompletionSource();
        house.Deployment = _ => Fail(seen.Task);
        await house.Store.CreateAsync(Blog, null, default);
        var tree = await house.WorkTreeAsync("work", ("a.txt", "one"));

        using var push = Process.Start(new ProcessStartInfo("git", ["push", house.Url("demo/blog"), "main"])
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
        (await house.Store.HeadAsync(Blog, default)).ShouldNotBeNull();

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
        await using var house = await GitFixture.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String("ada:fault"u8));
        using var answer = await client.GetAsync(
            new Uri(house.Url("demo/blog") + "/info/refs?service=git-upload-pack"));
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.InternalServerError);
        var body = await answer.Content.ReadAsStringAsync();
        body.ShouldContain("request id ");
        body.ShouldNotContain("secret detail");
        house.Log.Entries.ShouldHaveSingleItem().Exception.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task What_a_request_fails_at_is_told_with_the_next_step_and_is_no_failure_inside()
    {
        await using var house = await GitFixture.StartAsync();
        var result = await house.GitAsync(house.File("."), "ls-remote", house.Url("demo/blog", "down"));
        result.ExitCode.ShouldNotBe(0);
        result.Errors.ShouldContain("remote: Git is not installed; install git.");
        result.Errors.ShouldContain("503");
        house.Log.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_build_that_cannot_even_be_followed_is_logged_and_told_by_the_requests_id()
    {
        await using var house = await GitFixture.StartAsync();
        house.Deployment = _ => throw new InvalidOperationException("secret detail");
        await house.Store.CreateAsync(Blog, null, default);
        var tree = await house.WorkTreeAsync("work", ("a.txt", "one"));
        var push = (await house.GitAsync(tree, "push", house.Url("demo/blog"), "main")).OrThrow();
        push.Errors.ShouldContain("following its build failed: an error inside Slipway");
        push.Errors.ShouldNotContain("secret detail");
        house.Log.Entries.ShouldHaveSingleItem().Exception.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task Another_branch_is_stored_and_says_so()
    {
        await using var house = await GitFixture.StartAsync();
        await house.Store.CreateAsync(Blog, null, default);
        var tree = await house.WorkTreeAsync("work", ("a.txt", "one"));
        var push = (await house.GitAsync(tree, "push", house.Url("demo/blog"), "main:feature")).OrThrow();
        push.Errors.ShouldContain("remote: feature is stored. Only main is built");
        house.Pushed.ShouldBeEmpty();
        (await house.GitAsync(tree, "ls-remote", house.Url("demo/blog"))).Output.ShouldContain("refs/heads/feature");
        (await house.GitAsync(tree, "push", house.Url("demo/blog"), ":feature")).Errors
            .ShouldContain("feature is deleted");
    }

    [Fact]
    public async Task Wrong_tokens_and_foreign_accounts_are_refused()
    {
        await using var house = await GitFixture.StartAsync();
        await house.Store.CreateAsync(Blog, null, default);
        var tree = await house.WorkTreeAsync("work", ("a.txt", "one"));
        foreach (var (url, said) in new[]
        {
            (house.Url("demo/blog", "wrong"), "Authentication failed"), (house.Url("demo/blog", "guess"), "429"),
            (house.Url("demo/blog", "foreign"), "not found"), (house.Url("demo/other"), "not found"),
            (house.Url("demo/..%2fblog"), "not found"), (house.Url("..%2f..%2fetc/blog"), "not found"),
        })
            foreach (var command in new[] { new[] { "push", url, "main" }, ["ls-remote", url] })
            {
                var result = await house.GitAsync(tree, command);
                result.ExitCode.ShouldNotBe(0);
                result.Errors.ShouldContain(said);
            }
        house.Pushed.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_oversized_push_is_refused_with_the_reason_and_leaves_nothing()
    {
        await using var house = await GitFixture.StartAsync(options => options with { MaxPushBytes = 1 << 20 });
        await house.Store.CreateAsync(Blog, null, default);
        var tree = await house.WorkTreeAsync("work", ("a.txt", "one"));
        var noise = new byte[6 << 20];
        new Random(1).NextBytes(noise);
        await File.WriteAllBytesAsync(Path.Combine(tree, "noise"), noise);
        await house.CommitAsync(tree);

        var push = await house.GitAsync(tree, "push", house.Url("demo/blog"), "main");
        push.ExitCode.ShouldNotBe(0);
        push.Errors.ShouldContain("exceeds maximum allowed size");
        house.Pushed.ShouldBeEmpty();
        (await house.Store.HeadAsync(Blog, default)).ShouldBeNull();
        Directory.EnumerateFiles(house.Store.PathOf(Blog), "*", SearchOption.AllDirectories)
            .Sum(f => new FileInfo(f).Length).ShouldBeLessThan(1 << 20);
    }

    [Fact]
    public async Task Concurrent_pushes_leave_one_winner_and_a_healthy_repository()
    {
        await using var house = await GitFixture.StartAsync();
        await house.Store.CreateAsync(Blog, null, default);
        var trees = new List<string>();
        foreach (var i in Enumerable.Range(0, 4))
            trees.Add(await house.WorkTreeAsync($"work-{i}", ("a.txt", $"{i}")));
        var results = await Task.WhenAll(
            trees.Select((tree, i) => house.GitAsync(tree, "push", house.Url("demo/blog"), "main", $"main:side-{i}")));

        results.Count(result => result.Succeeded).ShouldBe(1);
        var refs = (await house.GitAsync(trees[0], "ls-remote", house.Url("demo/blog"))).OrThrow().Output;
        Enumerable.Range(0, 4).ShouldAllBe(i => refs.Contains($"refs/heads/side-{i}"));
        (await house.GitAsync(house.File("."), "clone", "--quiet", house.Url("demo/blog"), "copy")).OrThrow();
        (await house.GitAsync(house.File("copy"), "fsck", "--strict")).OrThrow();
    }

    [Fact]
    public async Task A_rewritten_branch_can_be_forced_and_damaged_objects_cannot_be_pushed()
    {
        await using var house = await GitFixture.StartAsync();
        await house.Store.CreateAsync(Blog, null, default);
        var tree = await house.WorkTreeAsync("work", ("a.txt", "one"));
        (await house.GitAsync(tree, "push", house.Url("demo/blog"), "main")).OrThrow();
        (await house.GitAsync(tree, "commit", "--quiet", "--amend", "-m", "Another")).OrThrow();
        (await house.GitAsync(tree, "push", house.Url("demo/blog"), "main")).Succeeded.ShouldBeFalse();
        (await house.GitAsync(tree, "push", "--force", house.Url("demo/blog"), "main")).OrThrow();

        var blob = (await house.GitAsync(tree, "hash-object", "-w", "a.txt")).Output.Trim();
        var evil = await Slipway.Linux.Processes.Tool.RunAsync(
            ["sh", "-c", "printf '100644 blob %s\\t.git\\n' \"$1\" | git mktree", "sh", blob],
            new Slipway.Linux.Processes.ToolOptions { WorkingDirectory = tree });
        var commit = (await house.GitAsync(tree, "commit-tree", "-m", "evil", evil.OrThrow().Output.Trim()))
            .OrThrow().Output.Trim();
        var push = await house.GitAsync(tree, "push", house.Url("demo/blog"), $"{commit}:refs/heads/evil");
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
