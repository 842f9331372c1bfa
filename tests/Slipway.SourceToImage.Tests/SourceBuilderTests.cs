using System.Text;
using Slipway.Engine;
using Slipway.Oci;
using Slipway.Registry.Content;
using Slipway.SourceToImage;
using Slipway.Testing.Builds;

namespace Slipway.SourceToImage.Tests;

public sealed class SourceBuilderTests(SourceMachine host) : IClassFixture<SourceMachine>
{
    private const string Assemble = "#!/bin/sh\nset -e\nmv /tmp/src/* .\necho built with $FROM_IMAGE\n";
    private const string Run = "#!/bin/sh\nexec cat index.txt\n";
    private readonly Recording _recording = new();
    private static int _count;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    private SourceBuild Request(string source, string? scripts = null, Image? builder = null) => new()
    {
        Builder = builder ?? host.Base,
        Source = new SourceContent.Tree(source),
        Scripts = scripts,
        Output = ImageReference.Parse($"demo/app{Interlocked.Increment(ref _count)}:b1"),
        DisplayName = "demo",
        Stream = "test:1",
        Limits = new ResourceLimits { Memory = 256 << 20, Pids = 64, Disk = 64 << 20 },
        Timeout = TimeSpan.FromMinutes(1),
    };

    private Task<SourceBuildResult> BuildAsync(SourceBuild build, SourceBuilder? builder = null) =>
        (builder ?? host.Builder).BuildAsync(build, _recording.Tell, Cancel);

    private async Task<SourceBuildException> FailureOf(SourceBuild build) =>
        await Should.ThrowAsync<SourceBuildException>(() => BuildAsync(build));

    [Fact]
    public async Task A_clean_build_is_the_builder_image_and_one_layer_with_what_assemble_made()
    {
        var result = await BuildAsync(
            Request(host.Tree(("index.txt", "hello")), host.Tree(("assemble", Assemble), ("run", Run))));
        result.Image.Layers.Parent.ShouldBe(host.Base.Layers);
        result.Image.Config.Config!.Cmd.ShouldBe(["/usr/libexec/slipway/run"]);
        result.Image.Config.Config!.User.ShouldBe("1001");
        _recording.Lines.ShouldBe(["built with image"]);
        (await host.InImageAsync(
            result.Image, "/usr/libexec/slipway/run; ls /tmp /run; stat -c %u:%g /opt/app-root/src/index.txt"))
            .ShouldBe("hello/run:\n\n/tmp:\n1001:0\n");
    }

    [Fact]
    public async Task Each_script_is_looked_up_on_its_own()
    {
        var image = await host.ImageAsync("cartridges/scripts:1",
            "mkdir -p usr/libexec/s2i; for s in assemble run save-artifacts; do printf '#!/bin/sh\\necho image " +
                "'$s'\\n' > usr/libexec/s2i/$s; chmod 755 usr/libexec/s2i/$s; done",
            config => config with
            {
                Entrypoint = ["/usr/bin/env"],
                Labels = new() { ["io.openshift.s2i.scripts-url"] = "image:///usr/libexec/s2i" },
            });
        var ofImage = await BuildAsync(Request(host.Tree(("x", "x")), null, image));
        _recording.Lines.ShouldBe(["image assemble"]);
        ofImage.Image.Config.Config!.Cmd.ShouldBe(["/usr/libexec/s2i/run"]);
        ofImage.Image.Config.Config!.Entrypoint.ShouldBe(["/usr/bin/env"]);

        var mixed = await BuildAsync(Request(host.Tree((".s2i/bin/assemble", "#!/bin/sh\necho source assemble\n")),
            host.Tree(("assemble", "#!/bin/sh\necho cartridge assemble\n")), image));
        _recording.Lines.ShouldBe(["image assemble", "source assemble"]);
        mixed.Image.Config.Config!.Cmd.ShouldBe(["/usr/libexec/s2i/run"]);
    }

    [Fact]
    public async Task Without_an_assemble_script_there_is_nothing_to_build() =>
        (await FailureOf(Request(host.Tree(("x", "x"))))).Message.ShouldContain("assemble");

    [Fact]
    public async Task Without_a_run_script_the_images_command_stays() =>
        (await BuildAsync(Request(host.Tree(("x", "x")), host.Tree(("assemble", Assemble))))).Image.Config.Config!.Cmd
            .ShouldBe(["/bin/sh"]);

    [Fact]
    public async Task A_failing_script_is_told_with_phase_exit_code_and_last_lines()
    {
        var failure = await FailureOf(Request(
            host.Tree(("x", "x")), host.Tree(("assemble", "#!/bin/sh\necho first\necho the cause >&2\nexit 7\n"))));
        failure.ExitCode.ShouldBe(7);
        failure.Phase.ShouldBe(SourcePhase.Assemble);
        failure.LastLines.ShouldContain("the cause");
        failure.Message.ShouldContain("exit code 7");
    }

    [Fact]
    public async Task A_script_without_its_interpreter_is_told()
    {
        var failure = await FailureOf(
            Request(host.Tree(("x", "x")), host.Tree(("assemble", "#!/no/such/interpreter\n"))));
        failure.Phase.ShouldBe(SourcePhase.Assemble);
        failure.Message.ShouldContain("assemble");
    }

    [Fact]
    public async Task A_user_that_the_image_does_not_have_is_told()
    {
        var image = await host.ImageAsync("cartridges/user:1", "true", config => config with { User = "nobody-here" });
        (await FailureOf(Request(host.Tree(("x", "x")), host.Tree(("assemble", Assemble)), image))).Message
            .ShouldContain("nobody-here");
    }

    [Fact]
    public async Task The_source_environment_is_kept_and_the_applications_and_the_builds_are_not()
    {
        var build = Request(host.Tree((".s2i/environment", "A=source\nB=source\n"), ("x", "x")), host.Tree(
            ("assemble", "#!/bin/sh\necho $A $B $C $SLIPWAY_SOURCE_COMMIT\n"))) with
        {
            Environment = new Dictionary<string, string> { ["B"] = "application", ["C"] = "application" },
            BuildEnvironment = new Dictionary<string, string> { ["C"] = "b" },
            Origin = new BuildOrigin { Commit = "abc123" },
        };
        var image = (await BuildAsync(build)).Image;
        _recording.Lines.ShouldBe(["source application b abc123"]);
        image.Config.Config!.Env!
            .ShouldBe(["PATH=/bin:/usr/bin", "HOME=/opt/app-root/src", "FROM_IMAGE=image", "A=source", "B=source"]);
        image.Config.Config!.Labels!["io.openshift.s2i.build.commit.id"].ShouldBe("abc123");
    }

    [Fact]
    public async Task Secrets_and_build_variables_are_in_no_layer_configuration_or_log()
    {
        const string sentinel = "sentinel-4f1c7a";
        var assemble = "#!/bin/sh\nset -e\n[ \"$(cat /run/secrets/token)\" = " +
            "\"$TOKEN\" ]\nstat -c %a:%u /run/secrets/token\necho the token is $TOKEN\necho made > made\n";
        var build =
            Request(host.Tree(("x", "x")), host.Tree(("assemble", assemble), ("assemble-dependencies", assemble))) with
            {
                BuildEnvironment = new Dictionary<string, string> { ["TOKEN"] = sentinel },
                Secrets = new Dictionary<string, ReadOnlyMemory<byte>> { ["token"] = Encoding.UTF8.GetBytes(sentinel) },
            };
        var result = await BuildAsync(build);
        _recording.Lines.ShouldBe(["400:1001", "the token is ******", "400:1001", "the token is ******"]);
        _recording.Everything.ShouldNotContain(sentinel);
        result.ToString().ShouldNotContain(sentinel);
        Encoding.UTF8.GetString(Oci.Json.OciJson.Write(result.Image.Config)).ShouldNotContain(sentinel);
        foreach (var layer in host.LayersOf(result.Image, host.Base))
            Encoding.Latin1.GetString(layer).ShouldNotContain(sentinel);
        foreach (var file in Directory.GetFiles(host.DataDirectory, "*", SearchOption.AllDirectories)
            .Where(file => new FileInfo(file) is { LinkTarget: null, Length: < 1 << 24 } && !file.Contains(
                "/trees/", StringComparison.Ordinal) && !file.Contains("/run/", StringComparison.Ordinal)))
            Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file))
                .Contains(sentinel, StringComparison.Ordinal).ShouldBeFalse(file);
    }

    [Fact]
    public async Task The_same_input_is_not_built_again()
    {
        var scripts = host.Tree(("assemble", Assemble));
        var first = await BuildAsync(Request(host.Tree(("index.txt", "same")), scripts));
        var second = Request(host.Tree(("index.txt", "same")), scripts);
        var again = await BuildAsync(second);
        again.Unchanged.ShouldBeTrue();
        again.Image.Digest.ShouldBe(first.Image.Digest);
        _recording.Lines.Count().ShouldBe(1);
        (await host.Images.FindAsync(second.Output, Cancel))!.Digest.ShouldBe(first.Image.Digest);
        (await BuildAsync(Request(host.Tree(("index.txt", "same")), scripts) with { Force = true })).Unchanged
            .ShouldBeFalse();
        (await BuildAsync(Request(host.Tree(("index.txt", "other")), scripts))).Unchanged.ShouldBeFalse();
    }

    [Fact]
    public async Task A_change_of_the_source_alone_reuses_the_dependency_layer()
    {
        var scripts = host.Tree(("assemble", Assemble), ("assemble-dependencies",
            "#!/bin/sh\nset -e\necho installing; ls /tmp/src; mkdir deps; cp /tmp/src/* deps/\n"));
        SourceBuild Of(string list, string code) =>
            Request(host.Tree(("list.lock", list), ("code.txt", code)), scripts) with { DependencyFiles = ["*.lock"] };
        var first = await BuildAsync(Of("1", "a"));
        first.Image.Layers.Layers.Length.ShouldBe(host.Base.Layers.Layers.Length + 2);
        _recording.Lines.ShouldBe(["installing", "list.lock", "built with image"]);
        var second = await BuildAsync(Of("1", "b"));
        second.DependenciesReused.ShouldBeTrue();
        second.Image.Layers.Parent.ShouldBe(first.Image.Layers.Parent);
        _recording.Lines.Count(line => line == "installing").ShouldBe(1);
        (await host.InImageAsync(second.Image, "cat deps/list.lock code.txt")).ShouldBe("1b");
        (await BuildAsync(Of("2", "b"))).DependenciesReused.ShouldBeFalse();
    }

    [Fact]
    public async Task What_the_previous_artifact_saved_is_moved_into_the_next()
    {
        const string assemble = "#!/bin/sh\nset -e\nif [ -d /tmp/artifacts/cache ]; then mv /tmp/artifacts/cache .; " +
            "else mkdir cache; fi\necho x >> cache/count\nmv /tmp/src/* .\n";
        var scripts = host.Tree(
            ("assemble", assemble), ("save-artifacts", "#!/bin/sh\necho saving >&2\ncd $HOME && tar -cf - cache\n"));
        var first = await BuildAsync(Request(host.Tree(("a", "1")), scripts));
        var second = await BuildAsync(Request(host.Tree(("a", "2")), scripts) with { Previous = first.Image });
        second.ArtifactsReused.ShouldBeTrue();
        (await host.InImageAsync(second.Image, "wc -l < /opt/app-root/src/cache/count; ls /tmp")).ShouldBe("2\n");
        (await BuildAsync(Request(host.Tree(("a", "3")), scripts) with { Previous = first.Image,
            Stream = "test:2" })).ArtifactsReused.ShouldBeFalse();
        (await BuildAsync(Request(host.Tree(("a", "4")), scripts) with { Previous = first.Image,
            ReuseArtifacts = false })).ArtifactsReused.ShouldBeFalse();
    }

    [Theory]
    [InlineData("exit 3", "exit code 3")]
    [InlineData("echo no archive", "tar")]
    [InlineData("mkdir -p a; echo x > a/f; tar -cf - a | sed 's#a/f#../f#'", "not reused")]
    public async Task Artifacts_that_cannot_be_saved_are_a_warning_and_a_clean_build(string save, string cause)
    {
        var scripts = host.Tree(("assemble", "#!/bin/sh\nset -e\n[ ! -e /tmp/artifacts ]\nmv /tmp/src/* .\n"),
            ("save-artifacts", $"#!/bin/sh\ncd /tmp\n{save}\n"));
        var first = await BuildAsync(Request(host.Tree(("a", "1" + save)), scripts));
        var second = await BuildAsync(Request(host.Tree(("a", "2" + save)), scripts) with { Previous = first.Image });
        second.ArtifactsReused.ShouldBeFalse();
        second.Warnings.ShouldHaveSingleItem().ShouldContain(cause);
    }

    [Fact]
    public async Task A_binary_is_placed_and_nothing_runs()
    {
        var build = Request("", host.Tree(("run", "#!/bin/sh\nexec cat $SLIPWAY_BINARY\n"))) with
        {
            Source = new SourceContent.Binary(host.Tree(("app.war", "binary"))), BinaryPath = "/deployments/",
        };
        var image = (await BuildAsync(build)).Image;
        image.Config.Config!.Env!.ShouldContain("SLIPWAY_BINARY=/deployments/app.war");
        (await host.InImageAsync(image, "/usr/libexec/slipway/run")).ShouldBe("binary");
        _recording.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Assemble_may_add_labels()
    {
        const string assemble = "#!/bin/sh\nmkdir -p /tmp/.s2i; echo '{\"labels\":[{\"made\":\"here\"}]}' > " +
            "/tmp/.s2i/image_metadata.json\n";
        var image = (await BuildAsync(Request(host.Tree(("x", "x")), host.Tree(("assemble", assemble))))).Image;
        image.Config.Config!.Labels!["made"].ShouldBe("here");
        (await host.InImageAsync(image, "ls -A /tmp")).ShouldBe("");
    }

    [Theory]
    [InlineData("sleep 100", "did not end within")]
    [InlineData("head -c 500m /dev/zero | tail >/dev/null", "of memory")]
    [InlineData("dd if=/dev/zero of=big bs=1M count=200 2>/dev/null; sleep 5; exit 1", "wrote more than")]
    public async Task A_build_that_takes_too_much_is_ended(string script, string cause)
    {
        var build = Request(host.Tree(("x", "x")), host.Tree(("assemble", $"#!/bin/sh\n{script}\n")));
        var failure = await FailureOf(
            script == "sleep 100" ? build with { Timeout = TimeSpan.FromSeconds(2) } : build);
        (failure.Code, failure.Phase).ShouldBe((ErrorCode.BuildFailed, SourcePhase.Assemble));
        failure.Message.ShouldContain(cause);
        failure.NextStep.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Nothing_of_a_build_is_left_but_its_result()
    {
        await BuildAsync(Request(host.Tree(("x", "x")), host.Tree(("assemble", Assemble))));
        await FailureOf(Request(host.Tree(("x", "x")), host.Tree(("assemble", "#!/bin/sh\nexit 1\n"))));
        Directory.GetFileSystemEntries(Path.Combine(host.DataDirectory, "source-builds")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_builds_from_empty_caches_in_different_data_directories_give_the_same_layers()
    {
        await using var other = new SourceMachine();
        await other.InitializeAsync();
        (string, string)[] source = [("b/index.txt", "hello"), ("a.txt", "x"), ("list.lock", "1")];
        (string, string)[] scripts = [("assemble", Assemble + "echo $RANDOM$$ > /dev/null; date > /dev/null\n"),
            ("assemble-dependencies", "#!/bin/sh\nmkdir deps; cp /tmp/src/* deps/\n"), ("run", Run)];
        Task<SourceBuildResult> On(SourceMachine where) => where.NewBuilder().BuildAsync(
            new SourceBuild
            {
                Builder = where.Base, Source = new SourceContent.Tree(where.Tree(source)),
                Scripts = where.Tree(scripts), DependencyFiles = ["*.lock"],
                Output = ImageReference.Parse("demo/same:b1"), LatestTime = BuildMachine.Time.AddDays(1),
            },
            _ => ValueTask.CompletedTask,
            Cancel);
        var one = await On(host);
        var two = await On(other);
        two.Image.Config.RootFs.DiffIds.ShouldBe(one.Image.Config.RootFs.DiffIds);
        two.Image.Digest.ShouldBe(one.Image.Digest);
    }
}
