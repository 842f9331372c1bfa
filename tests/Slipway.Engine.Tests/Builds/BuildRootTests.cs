using Slipway.Engine.Builds;
using Slipway.Linux.Processes;
using Slipway.Oci.Layers;

namespace Slipway.Engine.Tests.Builds;

public sealed class BuildRootTests(TestBuilds builds) : IClassFixture<TestBuilds>
{
    [Fact]
    public async Task Output_comes_line_by_line_with_the_exit_code()
    {
        await using var root = await OpenAsync();
        var streams = new List<LogLine>();
        var step = new BuildStep
        {
            Command = ["sh", "-c", "echo one; echo two >&2; printf 'no end'; exit 7"], Network = false,
        };
        var result = await root.RunAsync(
            step, line => { streams.Add(line); return ValueTask.CompletedTask; }, CancellationToken.None);
        result.ShouldBe(new StepResult(7, StepEnd.Exited));
        streams.Where(line => line.Stream == LogStream.Output).Select(line => line.Text).ShouldBe(["one", "no end"]);
        streams.Where(line => line.Stream == LogStream.Error).Select(line => line.Text).ShouldBe(["two"]);
    }

    [Fact]
    public async Task Input_output_environment_user_and_directory_are_the_steps()
    {
        await using var root = await OpenAsync();
        var output = new MemoryStream();
        var (result, lines) = await TestBuilds.RunAsync(root,
            "cat; id -u; id -g; pwd; env | grep ^A=; echo log >/dev/stderr; echo end >/dev/stdout", step => step with
        {
            User = "app",
            Environment = ["A=b c"],
            WorkingDirectory = "/home/app",
            Input = new MemoryStream("in\n"u8.ToArray()),
            Output = output,
        });
        result.Succeeded.ShouldBeTrue();
        System.Text.Encoding.UTF8.GetString(output.ToArray()).ShouldBe("in\n1000\n1000\n/home/app\nA=b c\nend\n");
        lines.ShouldBe(["log"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("app")]
    [InlineData("4711:4712")]
    public async Task A_step_opens_its_standard_streams_by_name(string user)
    {
        await using var root = await OpenAsync();
        var (result, lines) = await TestBuilds.RunAsync(
            root, "echo x >/dev/stderr && echo y >/proc/self/fd/1", step => step with { User = user });
        (result.Code, string.Join(' ', lines.Order())).ShouldBe((0, "x y"));
    }

    [Fact]
    public async Task A_step_is_root_of_nothing_but_its_own_ids()
    {
        await using var root = await OpenAsync();
        var (_, lines) = await TestBuilds.RunAsync(root, "grep -E 'NoNewPrivs|Seccomp:' /proc/self/status; " +
            "cat /proc/self/uid_map; mknod /tmp/x c 1 3 || echo refused; mount -t tmpfs x /tmp || echo refused");
        lines.ShouldContain("NoNewPrivs:\t1");
        lines.ShouldContain("Seccomp:\t2");
        lines.ShouldNotContain(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0] == "0"
            && line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1] == "0");
        lines.Count(line => line == "refused").ShouldBe(2);
    }

    [Fact]
    public async Task A_capability_set_in_one_range_is_read_in_another_and_from_the_unpacked_blob()
    {
        await using var root = await OpenAsync();
        (await TestBuilds.RunAsync(root, "cp /bin/busybox /bin/pinger && setcap cap_net_raw+ep /bin/pinger && " +
            "chown app:app /bin/pinger && setcap cap_net_raw+ep /bin/pinger")).Result.Succeeded.ShouldBeTrue();
        var layer = (await builds.CommitAsync(root)).ShouldNotBeNull();
        await using var other = await builds.Engine.OpenAsync(builds.Base.Add(layer), null, CancellationToken.None);
        var (result, lines) = await TestBuilds.RunAsync(other, "getcap /bin/pinger; stat -c %u:%g /bin/pinger");
        result.Succeeded.ShouldBeTrue();
        lines.ShouldBe(["/bin/pinger cap_net_raw=ep", "1000:1000"]);
    }

    [Fact]
    public async Task The_snapshot_that_a_build_becomes_equals_the_unpacked_blob()
    {
        await using var root = await OpenAsync();
        const string script =
            """
            set -e
            rm /etc/motd; mkdir -p /srv/a/b; echo hello > /srv/a/file; ln /srv/a/file /srv/a/b/link; ln -s ../file /srv/a/b/symlink
            rm -r /home/app; mkdir /home/app; echo fresh > /home/app/new; chmod 4755 /srv/a/file; touch /etc/passwd; mkfifo /srv/fifo
            chown 33:44 /srv/a; mkdir /srv/excluded; echo secret > /srv/excluded/x; dd if=/dev/zero of=/srv/big bs=1M count=3 2>/dev/null
            touch "/srv/a b:,c"; mv /usr/share /usr/moved; mkdir /var; chmod 700 /root
            """;
        (await TestBuilds.RunAsync(root, script)).Result.Succeeded.ShouldBeTrue();
        var layer = (await builds.CommitAsync(root, "srv/excluded")).ShouldNotBeNull();
        var chain = builds.Base.Add(layer);
        var adopted = await builds.Engine.ViewAsync(chain, TestBuilds.DescribeAsync, CancellationToken.None);
        adopted.ShouldNotContain("motd");
        adopted.ShouldNotContain("excluded");
        adopted.ShouldContain("./srv/a/file");
        await root.DisposeAsync();
        builds.Snapshots.RemoveUnused(new HashSet<Oci.Digest> { builds.Base.Id!.Value })
            .ShouldBeGreaterThanOrEqualTo(1);
        (await builds.Engine.ViewAsync(chain, TestBuilds.DescribeAsync, CancellationToken.None)).ShouldBe(adopted);
    }

    [Fact]
    public async Task The_same_step_twice_gives_the_same_diff_id()
    {
        var ids = new List<Oci.Digest>();
        for (var time = 0; time < 2; time++)
        {
            await using var root = await OpenAsync();
            await TestBuilds.RunAsync(
                root, "mkdir /srv; for f in c a b; do echo $f > /srv/$f; done; rm /etc/motd; echo x >> /etc/group");
            ids.Add((await builds.CommitAsync(root))!.DiffId);
        }
        ids[1].ShouldBe(ids[0]);
    }

    [Fact]
    public async Task Steps_that_change_nothing_make_no_layer_whatever_was_mounted_for_them()
    {
        await using var root = await OpenAsync();
        var (result, _) = await TestBuilds.RunAsync(
            root,
            "test -s /etc/resolv.conf && test -d /deep/er && cat /run/secret >/dev/null && touch /tmp/x && rm /tmp/x",
            step => step with
        {
            Network = true,
            Mounts = [new BuildMount.Memory("/deep/er"),
                new BuildMount.Secret("/run/secret", "s"u8.ToArray(), 0, 0, 0x100)],
        });
        result.Succeeded.ShouldBeTrue();
        (await builds.CommitAsync(root)).ShouldBeNull();
    }

    [Fact]
    public async Task Layers_go_on_above_each_other()
    {
        await using var root = await OpenAsync();
        await TestBuilds.RunAsync(root, "echo 1 > /one; echo 1 > /both");
        var first = await builds.CommitAsync(root);
        await root.WithTreeAsync(tree => File.WriteAllTextAsync(Path.Combine(tree, "both"), "2").ContinueWith(_ => 0),
            CancellationToken.None);
        await TestBuilds.RunAsync(root, "rm /one");
        var second = await builds.CommitAsync(root);
        root.Layers.ShouldBe(builds.Base.Add(first!).Add(second!));
        (await TestBuilds.RunAsync(root, "ls /one /both 2>/dev/null; cat /both")).Lines.ShouldBe(["/both", "2"]);
    }

    [Fact]
    public async Task A_command_that_does_not_exist_has_the_shells_exit_code()
    {
        await using var root = await OpenAsync();
        var (result, lines) = await TestBuilds.RunAsync(root, "", step => step with { Command = ["no-such-command"] });
        result.ShouldBe(new StepResult(127, StepEnd.Exited));
        lines.ShouldContain(line => line.Contains("no-such-command"));
        (await Should.ThrowAsync<SlipwayException>(() => TestBuilds.RunAsync(root, "", step =>
            step with { User = "nobody-knows" }))).Code.ShouldBe(ErrorCode.EngineInvalidSpec);
    }

    private Task<BuildRoot> OpenAsync() => builds.Engine.OpenAsync(builds.Base, null, CancellationToken.None);
}
