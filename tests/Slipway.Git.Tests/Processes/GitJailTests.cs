using System.Net;
using System.Net.Sockets;
using Slipway.Git.Processes;
using Slipway.Linux.Processes;
using Slipway.Testing;

namespace Slipway.Git.Tests.Processes;

public sealed class GitJailTests
{
    private static readonly RepositoryName Blog = RepositoryName.Create("demo", "blog");

    /// <summary>What git starts, git may run: a hook that tells about the process it runs in.</summary>
    private const string Tell = """
        #!/bin/sh
        echo "ids $(id -u) $(id -g) $(id -G)"
        grep -E '^(CapEff|CapBnd|NoNewPrivs)' /proc/self/status
        echo "interfaces $(tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' \n')"
        echo "files $(ulimit -n) core $(ulimit -c) processes $(ulimit -u)"
        env | sort | sed 's/^/env /'
        cat /etc/shadow >/dev/null 2>&1 && echo "read shadow"
        ls "$PWD/../.." >/dev/null 2>&1; pwd
        curl -s -m 2 "http://127.0.0.1:$TELL_PORT/" >/dev/null; echo "curl $?"
        """;

    [Fact]
    public async Task Git_runs_as_the_repository_s_user_without_network_privileges_or_the_server_s_environment()
    {
        Environment.SetEnvironmentVariable("SLIPWAY_TEST_SECRET", "sentinel");
        await using var fixture = await GitFixture.StartAsync();
        await fixture.Store.CreateAsync(Blog, null, default);
        var hooks = Directory.CreateDirectory(fixture.File("hooks")).FullName;
        File.WriteAllText(Path.Combine(hooks, "post-update"), Tell);
        (await Tool.RunAsync(["chmod", "-R", "755", hooks])).OrThrow();
        var jail = fixture.Store.JailOf(Blog) with { Hooks = hooks };

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        (await Tool.RunAsync(["curl", "-s", "-m", "0.5", $"http://127.0.0.1:{port}/"])).ExitCode
            .ShouldBe(28, "from here the port can be connected to");
        var tell = await TellAsync(jail, port);
        var user = jail.User;
        tell.ShouldContain($"ids {user} {user} {user}");
        tell.ShouldContain("CapEff:\t0000000000000000");
        tell.ShouldContain("CapBnd:\t0000000000000000");
        tell.ShouldContain("NoNewPrivs:\t1");
        tell.ShouldContain("core 0");
        tell.ShouldContain("files 1024");
        tell.ShouldContain("/mnt/repository");
        tell.ShouldContain("interfaces lo\n");
        tell.ShouldContain("curl 7");
        tell.ShouldNotContain("read shadow");
        tell.ShouldNotContain("sentinel");
    }

    [Fact]
    public async Task Two_repositories_have_two_users_and_neither_can_read_the_other()
    {
        await using var fixture = await GitFixture.StartAsync();
        var shop = RepositoryName.Create("demo", "shop");
        await fixture.Store.CreateAsync(Blog, null, default);
        await fixture.Store.CreateAsync(shop, null, default);
        var (first, second) = (fixture.Store.JailOf(Blog), fixture.Store.JailOf(shop));
        first.User.ShouldNotBe(second.User);
        var swapped = first with { User = second.User };
        await Refusal.OfAsync(
            ErrorCode.ToolFailed, () => GitProcess.RunAsync(swapped, ["for-each-ref"], null, default));
    }

    [Fact]
    public async Task A_repository_s_own_hooks_are_never_run()
    {
        await using var fixture = await GitFixture.StartAsync();
        await fixture.Store.CreateAsync(Blog, null, default);
        var hooks = Directory.CreateDirectory(Path.Combine(fixture.Store.PathOf(Blog), "hooks")).FullName;
        File.WriteAllText(Path.Combine(hooks, "pre-receive"), "#!/bin/sh\necho owned\nexit 1\n");
        (await Tool.RunAsync(["chmod", "-R", "755", hooks])).OrThrow();
        var tree = await fixture.WorkTreeAsync("work", ("a.txt", "one"));
        (await fixture.GitAsync(tree, "push", fixture.Url("demo/blog"), "main")).OrThrow().Errors
            .ShouldNotContain("owned");
    }

    private static async Task<string> TellAsync(GitJail jail, int port)
    {
        await using var process = GitProcess.Start(
            jail with { Environment = jail.Environment.Add("TELL_PORT", $"{port}") }, "-c",
            "alias.tell=!sh /mnt/hooks/post-update", "tell");
        process.Input.Close();
        using var reader = new StreamReader(process.Output);
        var text = await reader.ReadToEndAsync();
        await process.EndAsync(default);
        return text;
    }
}
