using Slipway.Dockerfiles;
using Slipway.Engine;
using Slipway.Testing.Builds;

namespace Slipway.Dockerfiles.Tests;

/// <summary>
/// Dockerfiles and contexts that mean harm, or are simply wrong: an error that names cause and next step,
/// and nothing else.
/// </summary>
public sealed class HostileBuildTests(BuildMachine machine) : IClassFixture<BuildMachine>
{
    [Theory]
    [InlineData("COPY nothing /x", "", "not in the build context")]
    [InlineData("COPY no* /x/", "", "not in the build context")]
    [InlineData("COPY link /x", "ln -s /etc/passwd link", "not in the build context")]
    [InlineData("COPY link /x", "ln -s ../../../../etc/passwd link", "not in the build context")]
    [InlineData("COPY d/link/passwd /x", "mkdir d; ln -s /etc d/link", "not in the build context")]
    [InlineData("COPY loop /x", "ln -s loop loop", "not in the build context")]
    [InlineData("COPY hidden /x", "echo h > hidden; echo hidden > .dockerignore", ".dockerignore")]
    [InlineData("COPY link /x", "echo h > hidden; ln -s hidden link; echo hidden > .dockerignore", ".dockerignore")]
    [InlineData("COPY f* /x", "echo 1 > f1; echo 2 > f2", "must be a directory")]
    [InlineData("COPY f /etc/passwd/x", "echo f > f", "is a file or link, not a directory")]
    [InlineData("COPY --chown=ghost f /x", "echo f > f", "not in the image's /etc/passwd")]
    [InlineData("COPY --chown=70000 f /x", "echo f > f", "not in the image's /etc/passwd")]
    [InlineData("COPY dev /x", "mknod dev c 1 3", "is a device")]
    [InlineData("RUN mkdir /l && ln -s b /l/a && ln -s a /l/b\nCOPY f /l/a/", "echo f > f", "form a loop")]
    [InlineData("ADD a.tar /x", "mkdir t; echo f > t/f; tar -cf a.tar --transform 's,f,../../f,' t", "leads out of it")]
    [InlineData(
        "ADD a.tar /x", "echo f > f; tar -cf a.tar f f f; head -c 1200 a.tar > b; mv b a.tar", "cannot be unpacked")]
    [InlineData("ADD a.tar /x", "mknod w c 0 0; tar -cf a.tar w", "overlayfs")]
    [InlineData("FROM nowhere:1", "", "is not stored")]
    [InlineData("FROM registry.example/x:1", "", "another registry")]
    [InlineData("RUN no-such-command", "", "exit code 127")]
    [InlineData("RUN [\"/no/such/program\"]", "", "exit code 127")]
    [InlineData("USER ghost\nRUN true", "", "ghost")]
    [InlineData("RUN --mount=type=secret,id=missing,required true", "", "missing")]
    [InlineData("RUN --mount=type=bind,source=../..,target=/x true", "", "outside")]
    [InlineData("RUN --mount=type=bind,source=gone,target=/x true", "", "does not exist")]
    public async Task Errors_name_cause_line_and_next_step(string instructions, string script, string cause)
    {
        using var context = await ContextDirectory.MakeAsync("FROM busybox:1\n" + instructions + "\n", script);
        var error = await Should.ThrowAsync<DockerfileException>(() => machine.BuildAsync(context.Build()));
        (error.Message + string.Join('\n', error.LastLines)).ShouldContain(cause);
        error.NextStep.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Links_in_the_image_do_not_lead_a_copy_to_the_host()
    {
        var marker = $"/tmp/slipway-escape-{Guid.NewGuid():n}";
        using var context = await ContextDirectory.MakeAsync(
            "FROM busybox:1\nRUN ln -s /tmp /abs && ln -s ../../../../../../../../tmp /rel && mkdir /d && ln -s " +
                $"/tmp /d/sub\nCOPY f /abs/{Path.GetFileName(marker)}\nCOPY f /rel/{Path.GetFileName(marker)}-2\n" +
                "COPY t /d\nADD a.tar /d2\n",
            $"echo f > f; mkdir -p t/sub; echo f > t/sub/{Path.GetFileName(marker)}; mkdir x; ln -s /tmp x/l; " +
                $"tar -cf a.tar x; rm -r x; mkdir -p x/l; echo f > x/l/{Path.GetFileName(marker)}; " +
                $"tar -rf a.tar x/l/{Path.GetFileName(marker)}");
        var (image, _) = await machine.BuildAsync(context.Build());
        Directory.GetFiles("/tmp", Path.GetFileName(marker) + "*").ShouldBeEmpty();
        (await machine.RunAsync(image, "sh", "-c", "ls /tmp | wc -l; ls /d/sub | wc -l; ls /d2/tmp | wc -l"))
            .ShouldBe("2\n1\n1");
    }

    [Fact]
    public async Task A_step_that_never_ends_is_ended()
    {
        using var context = await ContextDirectory.MakeAsync("FROM busybox:1\nRUN echo begun; sleep 1000\n");
        var error = await Should.ThrowAsync<DockerfileException>(
            () => machine.BuildAsync(context.Build() with { StepTimeout = TimeSpan.FromSeconds(3) }));
        error.Message.ShouldContain("longer than 3 s");
        error.LastLines.ShouldBe(["begun"]);
    }

    [Fact]
    public async Task A_step_that_eats_memory_is_ended()
    {
        using var context = await ContextDirectory.MakeAsync(
            "FROM busybox:1\nRUN x=0123456789abcdef; while true; do x=$x$x; done\n");
        var error = await Should.ThrowAsync<DockerfileException>(
            () => machine.BuildAsync(context.Build() with { Limits = new ResourceLimits { Memory = 64 << 20 } }));
        error.Message.ShouldContain("bytes of memory");
    }

    [Fact]
    public async Task A_step_that_fills_the_disk_is_ended()
    {
        using var context = await ContextDirectory.MakeAsync(
            "FROM busybox:1\nRUN while true; do cat /bin/busybox >> /big; done\n");
        var error = await Should.ThrowAsync<DockerfileException>(
            () => machine.BuildAsync(context.Build() with { Limits = new ResourceLimits { Disk = 20 << 20 } }));
        error.Message.ShouldContain("wrote more than");
    }

    [Fact]
    public async Task A_step_that_forks_without_end_is_held()
    {
        using var context = await ContextDirectory.MakeAsync("FROM busybox:1\nRUN f() { f | f & f; }; f; sleep 60\n");
        var limits = new ResourceLimits { Pids = 40, Memory = 256 << 20 };
        await Should.ThrowAsync<DockerfileException>(
            () => machine.BuildAsync(context.Build() with { Limits = limits, StepTimeout = TimeSpan.FromSeconds(20) }));
        using var after = await ContextDirectory.MakeAsync("FROM busybox:1\nRUN echo fine > /f\n");
        await machine.BuildAsync(after.Build());
    }

    [Fact]
    public async Task A_copy_or_archive_beyond_the_disk_limit_is_refused()
    {
        var limits = new ResourceLimits { Disk = 1 << 20 };
        using var copy = await ContextDirectory.MakeAsync(
            "FROM busybox:1\nCOPY big /big\n", "head -c 3000000 /dev/zero > big");
        (await Should.ThrowAsync<DockerfileException>(
            () => machine.BuildAsync(copy.Build() with { Limits = limits }))).Code.ShouldBe(ErrorCode.BuildLimit);
        using var bomb = await ContextDirectory.MakeAsync(
            "FROM busybox:1\nADD bomb.tgz /\n", "truncate -s 300M big; tar -czf bomb.tgz big; rm big");
        (await Should.ThrowAsync<DockerfileException>(
            () => machine.BuildAsync(bomb.Build() with { Limits = limits }))).Code.ShouldBe(ErrorCode.BuildLimit);
    }

    [Fact]
    public async Task A_step_cannot_do_what_containers_may_not()
    {
        using var context = await ContextDirectory.MakeAsync("FROM busybox:1\nRUN mount -t tmpfs x /mnt || mknod /d " +
            "b 7 0 || echo 1 > /proc/sys/kernel/panic || echo refused > /r\n");
        var (image, _) = await machine.BuildAsync(context.Build());
        (await machine.RunAsync(image, "cat", "/r")).ShouldBe("refused");
    }

    [Fact]
    public async Task A_cancelled_build_leaves_no_name()
    {
        using var context = await ContextDirectory.MakeAsync("FROM busybox:1\nRUN echo go; sleep 1000\n");
        using var cancel = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => machine.Builder.BuildAsync(
            context.Build("test/cancelled:1"),
            progress =>
            {
                if (progress is BuildProgress.Output)
                    cancel.Cancel();
                return ValueTask.CompletedTask;
            },
            cancel.Token));
        (await machine.Images.FindAsync(Oci.ImageReference.Parse("test/cancelled:1"), default)).ShouldBeNull();
    }
}
