using Slipway.Dockerfiles;
using Slipway.Oci;
using Slipway.Testing.Builds;

namespace Slipway.Dockerfiles.Tests;

/// <summary>
/// What a build does beyond docker's classic builder: the cache, reproducibility, here-documents and mounts.
/// </summary>
public sealed class DockerfileBuilderTests(BuildMachine machine) : IClassFixture<BuildMachine>
{
    private const string Cached = """
        FROM busybox:1
        WORKDIR /app
        COPY first .
        RUN echo made > made; cat /proc/sys/kernel/random/uuid > uuid
        COPY second .
        RUN cat first second > both
        """;

    [Fact]
    public async Task A_second_build_runs_nothing_and_gives_the_same_image()
    {
        using var context = await ContextDirectory.MakeAsync(
            Cached.Replace("/app", "/app/of/its/own", StringComparison.Ordinal), "echo 1 > first; echo 2 > second");
        var (image, first) = await machine.BuildAsync(context.Build());
        var (again, second) = await machine.BuildAsync(context.Build("test/other:1"));
        Ended(first).ShouldBe([true, false, false, false, false, false]);
        Ended(second).ShouldAllBe(cached => cached);
        again.Digest.ShouldBe(image.Digest);
        (await machine.Images.FindAsync(ImageReference.Parse("test/other:1"), default))!.Digest.ShouldBe(image.Digest);
    }

    [Fact]
    public async Task Times_ignored_files_and_the_contexts_place_do_not_matter_and_changed_content_counts_from_there_on()
    {
        const string script = "echo one > first; echo two > second; echo ignored > .dockerignore; echo .dockerignore " +
            ">> .dockerignore; echo a > ignored";
        using var context = await ContextDirectory.MakeAsync(
            Cached.Replace("COPY first .", "COPY . .", StringComparison.Ordinal), script);
        using var elsewhere = await ContextDirectory.MakeAsync(
            Cached.Replace("COPY first .", "COPY . .", StringComparison.Ordinal),
            script + "; touch -d @1 first; echo b > ignored");
        var (image, _) = await machine.BuildAsync(context.Build());
        var (moved, progress) = await machine.BuildAsync(elsewhere.Build());
        Ended(progress).ShouldAllBe(cached => cached);
        moved.Digest.ShouldBe(image.Digest);
        elsewhere.Write("second", "changed");
        Ended((await machine.BuildAsync(elsewhere.Build())).Progress)
            .ShouldBe([true, true, false, false, false, false]);
    }

    [Fact]
    public async Task A_change_behind_a_step_leaves_that_step_cached()
    {
        using var context = await ContextDirectory.MakeAsync(Cached, "echo early > first; echo late > second");
        await machine.BuildAsync(context.Build());
        context.Write("second", "later");
        Ended((await machine.BuildAsync(context.Build())).Progress).ShouldBe([true, true, true, true, false, false]);
    }

    [Fact]
    public async Task Without_the_cache_the_same_input_gives_the_same_digest()
    {
        using var context = await ContextDirectory.MakeAsync(
            "FROM busybox:1 AS b\nRUN mkdir /x && for i in 3 1 2; do echo $i > /x/$i; done && rm /bin/vi\n" +
                "FROM busybox:1\nCOPY --from=b /x /y\nADD a.tar /z\nCOPY f /deep/er/\nWORKDIR /w\n",
            "echo f > f; tar -cf a.tar f");
        var (image, _) = await machine.BuildAsync(context.Build() with { UseCache = false });
        using var later = await ContextDirectory.MakeAsync(File.ReadAllText(Path.Combine(context.Path, "Dockerfile")),
            $"cp {context.Path}/a.tar .; echo f > f; touch -d @2 f");
        (await machine.BuildAsync(later.Build() with { UseCache = false })).Image.Digest.ShouldBe(image.Digest);
        image.Config.Created.ShouldBe(BuildMachine.Time);
    }

    [Fact]
    public async Task The_given_time_is_the_images_and_the_latest_of_its_files()
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(1_650_000_000);
        using var context = await ContextDirectory.MakeAsync(
            "FROM busybox:1\nARG SOURCE_DATE_EPOCH\nRUN echo $SOURCE_DATE_EPOCH > /t\nCOPY f /f\n", "echo f > f");
        var (image, _) = await machine.BuildAsync(context.Build() with { Time = time });
        image.Config.Created.ShouldBe(time);
        image.Config.History![^1].Created.ShouldBe(time);
        (await machine.RunAsync(image, "sh", "-c", "cat /t; stat -c %Y /t /f"))
            .ShouldBe("1650000000\n1650000000\n1650000000");
    }

    [Fact]
    public async Task Here_documents_are_commands_scripts_and_files()
    {
        using var context = await ContextDirectory.MakeAsync("""
            FROM busybox:1
            ARG who=me
            RUN <<EOF
            set -e
            echo "shell $who" > /one
            EOF
            RUN <<"EOF" cat > /two
            $who stays
            EOF
            RUN <<-EOF
            	#!/bin/ash
            	echo "script $0" > /three
            EOF
            COPY <<a.txt <<"b.txt" /docs/
            to $who
            a.txt
            to $who
            b.txt
            """);
        var (image, _) = await machine.BuildAsync(context.Build());
        var text = await machine.RunAsync(image, "sh", "-c", "cat /one /two /three /docs/a.txt /docs/b.txt; " +
            "stat -c %a:%u /docs/a.txt; ls /dev | grep -c slipway || true");
        text.ShouldBe("shell me\n$who stays\nscript /dev/slipway-script\nto me\nto $who\n644:0\n0");
    }

    [Fact]
    public async Task Modes_and_links_of_BuildKit_are_taken()
    {
        using var context = await ContextDirectory.MakeAsync(
            "FROM busybox:1\nCOPY --link --chmod=640 --chown=web d /d\n", "mkdir -p d/e; echo f > d/e/f");
        var (image, _) = await machine.BuildAsync(context.Build());
        (await machine.RunAsync(image, "stat", "-c", "%n %a %u:%g", "/d/e", "/d/e/f"))
            .ShouldBe("/d/e 640 33:55\n/d/e/f 640 33:55");
    }

    [Fact]
    public async Task Modes_may_be_changes_of_each_file_s_own()
    {
        using var context = await ContextDirectory.MakeAsync(
            "FROM busybox:1\nCOPY --chmod=u=rwX,go=rX d /d\nCOPY --chmod=a+x,u+s d/f /f\nCOPY --chmod=g+w <<g /g\nx\n" +
                "g\n", "mkdir -m 700 d; echo f > d/f; echo x > d/x; chmod 600 d/f; chmod 700 d/x");
        var (image, _) = await machine.BuildAsync(context.Build());
        (await machine.RunAsync(image, "stat", "-c", "%n %a", "/d/f", "/d/x", "/f", "/g"))
            .ShouldBe("/d/f 644\n/d/x 755\n/f 4711\n/g 664");
    }

    [Fact]
    public async Task Bind_mounts_show_the_context_or_a_stage_and_leave_nothing()
    {
        using var context = await ContextDirectory.MakeAsync("""
            FROM busybox:1 AS tools
            RUN echo tool > /tool
            FROM busybox:1
            RUN --mount=target=/ctx --mount=type=bind,from=tools,source=/tool,target=/opt/t --mount=type=tmpfs,target=/scratch \
                cat /ctx/seen /opt/t > /out; ls /ctx >> /out; echo x > /scratch/x; if echo y > /ctx/y; then exit 9; fi
            RUN --mount=type=bind,source=d,target=/rw,rw echo z > /rw/z; ls /rw > /out2
            """, "mkdir d; echo seen > seen; echo hidden > hidden; echo hidden > .dockerignore");
        var (image, _) = await machine.BuildAsync(context.Build());
        (await machine.RunAsync(image, "sh", "-c", "cat /out /out2; ls -d /ctx /opt /scratch /rw 2>/dev/null || true"))
            .ShouldBe("seen\ntool\nDockerfile\nd\nseen\nz");
        Directory.Exists(Path.Combine(context.Path, "d", "z")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_mounted_files_change_is_a_change()
    {
        using var context = await ContextDirectory.MakeAsync(
            "FROM busybox:1\nRUN --mount=target=/ctx,source=d cat /ctx/f\n", "mkdir d; echo 1 > d/f");
        await machine.BuildAsync(context.Build());
        Ended((await machine.BuildAsync(context.Build())).Progress).ShouldBe([true, true]);
        context.Write("d/f", "2");
        Ended((await machine.BuildAsync(context.Build())).Progress).ShouldBe([true, false]);
    }

    [Fact]
    public async Task Cache_mounts_outlive_builds_and_are_not_in_the_image()
    {
        using var context = await ContextDirectory.MakeAsync("FROM busybox:1\nARG n\n" +
            "RUN --mount=type=cache,target=/c,id=test-cache,sharing=locked echo $n >> /c/log; cat /c/log > /seen\n");
        await machine.BuildAsync(context.Build() with { Arguments = new Dictionary<string, string> { ["n"] = "one" } });
        var (image, _) = await machine.BuildAsync(
            context.Build() with { Arguments = new Dictionary<string, string> { ["n"] = "two" } });
        (await machine.RunAsync(image, "sh", "-c", "cat /seen; ls -d /c 2>/dev/null || true")).ShouldBe("one\ntwo");
    }

    [Fact]
    public async Task Locked_caches_in_any_order_and_twice_in_a_step_are_no_deadlock()
    {
        const string mount = "--mount=type=cache,sharing=locked,";
        var builds = Enumerable.Range(0, 4).Select(async i =>
        {
            var (first, second) = i % 2 == 0 ? ("a", "b") : ("b", "a");
            using var context = await ContextDirectory.MakeAsync(
                $"FROM busybox:1\nENV i={i}\nRUN {mount}id=lock-{first},target=/{first} " +
                    $"{mount}id=lock-{second},target=/{second} {mount}id=lock-{first},target=/again echo {i} >> " +
                    $"/again/log; tail -n 1 /{first}/log > /seen\n");
            var (image, _) = await machine.BuildAsync(context.Build($"test/locks:{i}"));
            return await machine.RunAsync(image, "cat", "/seen");
        });
        (await Task.WhenAll(builds).WaitAsync(TimeSpan.FromMinutes(2))).ShouldBe(["0", "1", "2", "3"]);
    }

    [Fact]
    public async Task The_image_s_time_is_the_one_that_commands_are_to_use()
    {
        using var context = await ContextDirectory.MakeAsync("FROM busybox:1\nRUN echo $SOURCE_DATE_EPOCH > /one\n" +
            "ENV SOURCE_DATE_EPOCH=5\nRUN echo $SOURCE_DATE_EPOCH > /two\nFROM scratch AS timeless\n");
        var (image, _) = await machine.BuildAsync(context.Build() with { Target = "0" });
        (await machine.RunAsync(image, "cat", "/one", "/two")).ShouldBe($"{BuildMachine.Time.ToUnixTimeSeconds()}\n5");
        image.Config.Config!.Env!.ShouldNotContain(
            variable => variable.EndsWith($"={BuildMachine.Time.ToUnixTimeSeconds()}", StringComparison.Ordinal));
        image.Config.History!
            .ShouldAllBe(entry => !(entry.CreatedBy ?? "").Contains($"{BuildMachine.Time.ToUnixTimeSeconds()}"));
    }

    [Fact]
    public async Task Progress_counts_steps_and_carries_output()
    {
        using var context = await ContextDirectory.MakeAsync(
            "FROM busybox:1 AS one\nRUN echo hello; echo $$ > /pid\nFROM one\nENV A=1\n");
        var (_, progress) = await machine.BuildAsync(context.Build());
        progress.OfType<BuildProgress.StepStarted>().Select(step => (step.Number, step.Count, step.Stage))
            .ShouldBe([(1, 4, "one"), (2, 4, "one"), (3, 4, "1"), (4, 4, "1")]);
        progress.OfType<BuildProgress.Output>().ShouldHaveSingleItem().Line.Text.ShouldBe("hello");
        progress[^1].ShouldBeOfType<BuildProgress.Stored>();
    }

    private static IEnumerable<bool> Ended(IEnumerable<BuildProgress> progress) =>
        progress.OfType<BuildProgress.StepEnded>().Select(step => step.Cached);
}
