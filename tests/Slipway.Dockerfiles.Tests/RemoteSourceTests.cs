using Slipway.Dockerfiles;
using Slipway.Linux.Processes;
using Slipway.Oci;
using Slipway.Testing;
using Slipway.Testing.Builds;

namespace Slipway.Dockerfiles.Tests;

/// <summary>ADD of what lies elsewhere: downloads that are pinned by their digest, and git repositories.</summary>
public sealed class RemoteSourceTests(BuildMachine machine) : IClassFixture<BuildMachine>, IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private FileServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await FileServer.StartAsync(_directory.Path);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_download_of_the_right_digest_is_a_file_of_root_s_and_is_fetched_once()
    {
        var digest = Serve("tool", "#!/bin/sh\n");
        _server.Redirections["/moved"] = "/tool";
        using var context = await ContextDirectory.MakeAsync(
            $"FROM busybox:1\nADD --checksum={digest} {_server.Url}/tool /bin/tools/\n" +
                $"ADD --checksum={digest} --chmod=755 --chown=33 {_server.Url}/moved /there\n");
        var (image, _) = await BuildAsync(context);
        (await machine.RunAsync(image, "stat", "-c", "%n %a %u:%g %s", "/bin/tools/tool", "/there"))
            .ShouldBe("/bin/tools/tool 600 0:0 10\n/there 755 33:33 10");
        image.Config.History![^1].CreatedBy
            .ShouldBe($"/bin/sh -c #(nop) ADD --chown=33 {_server.Url}/moved in /there ");
        var asked = _server.Asked.Count;
        (await BuildAsync(context)).Image.Digest.ShouldBe(image.Digest);
        _server.Asked.Count.ShouldBe(asked);
    }

    [Fact]
    public async Task A_downloaded_archive_is_unpacked_when_asked_and_a_local_one_may_be_left()
    {
        (await Tool.RunAsync(
            ["sh", "-c", "mkdir d; echo x > d/x; tar --owner=7 --group=8 --numeric-owner -czf a.tgz d"],
            new ToolOptions { WorkingDirectory = _directory.Path })).OrThrow();
        var digest = Digest.OfBytes(await File.ReadAllBytesAsync(_directory.File("a.tgz")));
        using var context = await ContextDirectory.MakeAsync(
            $"FROM busybox:1\nADD --checksum={digest} {_server.Url}/a.tgz /kept/\nADD --unpack --checksum={digest} " +
                $"{_server.Url}/a.tgz /out\nADD --unpack=false a.tgz /local/\n", $"cp {_directory.File("a.tgz")} .");
        var (image, _) = await BuildAsync(context);
        (await machine.RunAsync(image, "sh", "-c", "ls /kept /local; cat /out/d/x; stat -c %u:%g /out/d/x"))
            .ShouldBe("/kept:\na.tgz\n\n/local:\na.tgz\nx\n7:8");
    }

    [Fact]
    public async Task Another_file_than_the_digest_says_is_refused_with_the_digest_that_it_has()
    {
        var digest = Serve("changed", "now");
        var error = await RefusedAsync($"ADD --checksum={Digest.OfBytes("before"u8)} {_server.Url}/changed /f");
        (error.Code, error.Line).ShouldBe((ErrorCode.RemoteSource, 2));
        error.Message.ShouldContain(digest.ToString());
        error.NextStep.ShouldNotBeNull().ShouldContain("--checksum");
    }

    [Fact]
    public async Task What_is_not_served_or_too_long_is_refused()
    {
        var digest = Serve("long", new string('x', 100_000));
        (await RefusedAsync($"ADD --checksum={digest} {_server.Url}/none /f")).Message.ShouldContain("404");
        (await RefusedAsync($"ADD --checksum={digest} {_server.Url}/long /f", build =>
            build with { Limits = build.Limits with { Disk = 50_000 } })).Code.ShouldBe(ErrorCode.BuildLimit);
        (await RefusedAsync($"ADD --checksum={digest} http://127.0.0.1:9/x /f")).Message
            .ShouldContain("cannot be fetched");
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("localhost")]
    [InlineData("0.0.0.0")]
    [InlineData("169.254.169.254")]
    public async Task This_machine_s_own_services_are_out_of_reach(string host)
    {
        var digest = Serve("own", "own");
        var port = new Uri(_server.Url).Port;
        foreach (var instruction in new[]
        {
            $"ADD --checksum={digest} http://{host}:{port}/own /f", $"ADD http://{host}:{port}/own.git /f",
        })
        {
            using var context = await ContextDirectory.MakeAsync("FROM busybox:1\n" + instruction);
            var error = await Should.ThrowAsync<DockerfileException>(() => machine.BuildAsync(context.Build()));
            error.Message.ShouldContain("is this machine");
            error.NextStep.ShouldNotBeNullOrEmpty();
        }
        _server.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_repository_s_tree_is_taken_at_a_branch_a_tag_or_a_commit()
    {
        var commits = await RepositoryAsync("app.git");
        using var context = await ContextDirectory.MakeAsync(
            $"FROM busybox:1\nADD {_server.Url}/app.git /head\n" +
                $"ADD {_server.Url}/app.git#v1 /tag\nADD {_server.Url}/app.git#{commits[0]} /first\n" +
                $"ADD --chown=33:44 --exclude=*.md {_server.Url}/app.git#main:docs /docs\n");
        var (image, progress) = await BuildAsync(context);
        (await machine.RunAsync(image, "sh", "-c", "cat /head/file /tag/file /first/file; ls -a /docs | tail -n +3; " +
            "stat -c '%a %u:%g' /head/run /head/docs /docs/deep/x; ls -d /head/.git 2>/dev/null || true"))
            .ShouldBe("two\none\none\ndeep\n755 0:0\n755 0:0\n644 33:44");
        progress.OfType<BuildProgress.Output>()
            .Select(output => output.Line.Text).ShouldContain($"main is {commits[1]}");
        image.Config.History![^1].CreatedBy
            .ShouldBe($"/bin/sh -c #(nop) ADD --chown=33:44 {_server.Url}/app.git#{commits[1]}:docs in /docs ");
    }

    [Fact]
    public async Task A_commit_is_fetched_once_and_a_branch_when_it_has_moved()
    {
        var commits = await RepositoryAsync("moving.git");
        using var pinned = await ContextDirectory.MakeAsync(
            $"FROM busybox:1\nADD {_server.Url}/moving.git#{commits[1]} /src\n");
        using var branch = await ContextDirectory.MakeAsync(
            $"FROM busybox:1\nADD {_server.Url}/moving.git#main /src\n");
        var (image, _) = await BuildAsync(pinned);
        var (same, progress) = await BuildAsync(branch);
        same.Layers.ShouldBe(image.Layers);
        progress.OfType<BuildProgress.StepEnded>().ShouldAllBe(step => step.Cached);
        var asked = _server.Asked.Count;
        await BuildAsync(pinned);
        _server.Asked.Count.ShouldBe(asked);
        await CommitAsync("moving.git", "three");
        var (moved, _) = await BuildAsync(branch);
        (await machine.RunAsync(moved, "cat", "/src/file")).ShouldBe("three");
    }

    [Fact]
    public async Task The_git_directory_is_kept_when_asked_and_is_the_same_each_time()
    {
        var commits = await RepositoryAsync("kept.git");
        using var context = await ContextDirectory.MakeAsync(
            $"FROM busybox:1\nADD --keep-git-dir --checksum={commits[1][..12]} {_server.Url}/kept.git#main /src\n");
        var (image, _) = await BuildAsync(context, build => build with { UseCache = false });
        var log = await machine.Engine.ViewAsync(
            image.Layers, path =>
                Tool.RunAsync(["git", "-c", "safe.directory=*", "-C", Path.Combine(path, "src"), "log", "--format=%H"]),
            CancellationToken.None);
        log.OrThrow().Output.Trim().ShouldBe($"{commits[1]}\n{commits[0]}");
        (await machine.Engine.ViewAsync(
            image.Layers, path => Tool.RunAsync(
                ["git", "-c", "safe.directory=*", "-C", Path.Combine(path, "src"), "diff", "--cached", "--stat"]),
            CancellationToken.None)).OrThrow().Output.ShouldBeEmpty();
        (await BuildAsync(context, build => build with { UseCache = false })).Image.Digest.ShouldBe(image.Digest);
    }

    [Fact]
    public async Task A_repository_without_what_is_asked_for_is_refused()
    {
        var commits = await RepositoryAsync("wanting.git");
        (await RefusedAsync($"ADD {_server.Url}/wanting.git#none /f")).Message.ShouldContain("has no 'none'");
        (await RefusedAsync($"ADD {_server.Url}/wanting.git#{new string('a', 40)} /f")).Message.ShouldContain("has no");
        (await RefusedAsync($"ADD {_server.Url}/wanting.git#main:none /f")).Message
            .ShouldContain("no directory 'none'");
        (await RefusedAsync($"ADD --checksum={commits[0]} {_server.Url}/wanting.git#main /f")).Message
            .ShouldContain(commits[1]);
        var error = await RefusedAsync($"ADD {_server.Url}/nowhere.git /f");
        (error.Code, error.Line).ShouldBe((ErrorCode.RemoteSource, 2));
        error.NextStep.ShouldNotBeNull().ShouldContain("git ls-remote");
    }

    private Digest Serve(string name, string content)
    {
        File.WriteAllText(_directory.File(name), content);
        return Digest.OfBytes(System.Text.Encoding.UTF8.GetBytes(content));
    }

    /// <summary>A repository with two commits; the first is called v1.</summary>
    private async Task<string[]> RepositoryAsync(string name)
    {
        await GitAsync("init", "--quiet", "--bare", name);
        Directory.CreateDirectory(_directory.File($"{name}-tree/docs/deep"));
        File.WriteAllText(_directory.File($"{name}-tree/docs/deep/x"), "x");
        File.WriteAllText(_directory.File($"{name}-tree/docs/read.md"), "read");
        File.WriteAllText(_directory.File($"{name}-tree/run"), "run");
        File.SetUnixFileMode(_directory.File($"{name}-tree/run"), (UnixFileMode)0x1ED);
        var first = await CommitAsync(name, "one");
        await GitAsync("--git-dir", name, "tag", "-a", "-m", "first", "v1");
        return [first, await CommitAsync(name, "two")];
    }

    private async Task<string> CommitAsync(string name, string content)
    {
        File.WriteAllText(_directory.File($"{name}-tree/file"), content + "\n");
        await GitAsync("--git-dir", name, "--work-tree", $"{name}-tree", "add", "--all");
        await GitAsync("--git-dir", name, "--work-tree", $"{name}-tree", "commit", "--quiet", "-m", content);
        await GitAsync("--git-dir", name, "update-server-info");
        return (await GitAsync("--git-dir", name, "rev-parse", "HEAD")).Trim();
    }

    private async Task<string> GitAsync(params string[] arguments)
    {
        string[] command = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c",
            "init.defaultBranch=main", .. arguments];
        return (await Tool.RunAsync(command, new ToolOptions { WorkingDirectory = _directory.Path })).OrThrow().Output;
    }

    private Task<(Slipway.Registry.Content.Image Image, List<BuildProgress> Progress)> BuildAsync(
        ContextDirectory context, Func<DockerfileBuild, DockerfileBuild>? change = null)
    {
        var build = context.Build() with { MayReachThisMachine = true };
        return machine.BuildAsync(change?.Invoke(build) ?? build);
    }

    private async Task<DockerfileException> RefusedAsync(
        string instruction, Func<DockerfileBuild, DockerfileBuild>? change = null)
    {
        using var context = await ContextDirectory.MakeAsync("FROM busybox:1\n" + instruction);
        return await Should.ThrowAsync<DockerfileException>(() => BuildAsync(context, change));
    }
}
