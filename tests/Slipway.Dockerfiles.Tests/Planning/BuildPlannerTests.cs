using System.Collections.Immutable;
using Slipway.Dockerfiles;
using Slipway.Dockerfiles.Planning;
using Slipway.Dockerfiles.Syntax;
using Slipway.Oci;

namespace Slipway.Dockerfiles.Tests.Planning;

public sealed class BuildPlannerTests
{
    private static readonly ImageReference Base = ImageReference.Parse("base:1");

    [Fact]
    public void Only_the_stages_that_the_target_needs_are_planned()
    {
        var plan = Plan(
            "FROM scratch AS a\nENV A=1\nFROM scratch AS unused\nFROM scratch AS c\nCOPY --from=a /x /y\nFROM scratch",
            target: "c");
        plan.Stages.Select(stage => stage.Name).ShouldBe(["a", "c"]);
        plan.StepCount.ShouldBe(4);
    }

    [Fact]
    public void Images_are_asked_for_until_all_are_known()
    {
        var inputs = Inputs("ARG V=1\nFROM base:$V\nCOPY --from=other /a /b\nUSER $FROM_BASE");
        var (plan, missing) = BuildPlanner.Plan(inputs, ImmutableDictionary<ImageReference, ImageConfig>.Empty);
        plan.ShouldBeNull();
        missing.Select(image => image.ToString()).ShouldContain("base:1");
    }

    [Fact]
    public void Triggers_of_the_base_run_first_and_are_gone_then()
    {
        var config = new ContainerConfig { OnBuild = ["ENV T=1", "RUN echo $T"], Env = ["PATH=/x"] };
        var plan = Plan("FROM base:1\nENV U=$T", images: new() { [Base] = ConfigOf(config) });
        plan.Target.Steps.Select(step => step.Text).ShouldBe(["ENV T=1", "RUN echo $T", "ENV U=$T"]);
        plan.Target.Config.OnBuild.ShouldBeNull();
        plan.Target.Config.Env.ShouldBe(["PATH=/x", "T=1", "U=1"]);
    }

    [Fact]
    public void Entrypoint_clears_an_inherited_command_but_not_an_own_one()
    {
        var images = new Dictionary<ImageReference, ImageConfig>
        {
            [Base] = ConfigOf(new ContainerConfig { Cmd = ["inherited"] }),
        };
        Plan("FROM base:1\nENTRYPOINT [\"e\"]", images: images).Target.Config.Cmd.ShouldBeNull();
        Plan("FROM base:1\nCMD [\"own\"]\nENTRYPOINT [\"e\"]", images: images).Target.Config.Cmd.ShouldBe(["own"]);
    }

    [Fact]
    public void The_environment_wins_over_arguments_and_arguments_reach_commands_only()
    {
        var plan = Plan(
            "FROM scratch\nARG A=arg\nARG B=b\nENV A=env\nRUN x\nENV C=$B", arguments: new() { ["B"] = "given" });
        var run = plan.Target.Steps.OfType<RunStep>().Single();
        run.Environment
            .ShouldBe(["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "A=env", "B=given"]);
        run.CreatedBy.ShouldBe("|1 B=given /bin/sh -c x");
        plan.Target.Config.Env!.ShouldContain("C=given");
        plan.Target.Config.Env!.ShouldNotContain("B=given");
    }

    [Fact]
    public void Global_arguments_are_seen_in_a_stage_only_when_declared_there()
    {
        var plan = Plan("ARG V=7\nFROM scratch\nENV before=$V\nARG V\nENV after=$V");
        plan.Target.Config.Env!.ShouldContain("before=");
        plan.Target.Config.Env!.ShouldContain("after=7");
    }

    [Fact]
    public void Proxies_need_no_declaration_and_are_neither_in_history_nor_in_the_key()
    {
        var run = Plan("FROM scratch\nRUN x", arguments: new() { ["http_proxy"] = "http://user:pw@p" }).Target.Steps
            .OfType<RunStep>().Single();
        run.Environment.ShouldContain("http_proxy=http://user:pw@p");
        run.KeyEnvironment.ShouldNotContain("http_proxy=http://user:pw@p");
        run.CreatedBy.ShouldBe("/bin/sh -c x");
    }

    [Fact]
    public void Unused_build_arguments_are_warned_about() =>
        Plan("FROM scratch", arguments: new() { ["NOPE"] = "1" }).Warnings.ShouldHaveSingleItem().ShouldContain("NOPE");

    [Theory]
    [InlineData("FROM scratch\nCOPY ../x /y", "outside the build context", 2)]
    [InlineData("FROM scratch\nCOPY a/../../x /y", "outside the build context", 2)]
    [InlineData("FROM scratch\nCOPY a b /c", "end the destination", 2)]
    [InlineData("FROM scratch\nADD https://x/y /z", "--checksum=sha256:", 2)]
    [InlineData("FROM scratch\nADD --checksum=sha256:12 https://x/y /z", "no digest", 2)]
    [InlineData("FROM scratch\nADD --checksum=md5:12 https://x/y.git /z", "no commit", 2)]
    [InlineData("FROM scratch\nADD --checksum=ab x /z", "one source that is a URL", 2)]
    [InlineData("FROM scratch\nADD --checksum=ab https://x/y.git z /z/", "one source that is a URL", 2)]
    [InlineData("FROM scratch\nADD --keep-git-dir x /z", "git repositories", 2)]
    [InlineData("FROM scratch\nADD --keep-git-dir https://x/y.git#v1:docs /z", "one directory", 2)]
    [InlineData("FROM scratch\nADD git@host:x/y.git /z", "no key for SSH", 2)]
    [InlineData("FROM scratch\nADD ssh://git@host/x/y.git /z", "no key for SSH", 2)]
    [InlineData("FROM scratch\nADD https://me:sentinel@host/x.git /z", "password", 2)]
    [InlineData("FROM scratch\nADD file:///etc/passwd /z", "cannot be fetched", 2)]
    [InlineData("FROM scratch\nADD ext::sh://x /z", "cannot be fetched", 2)]
    [InlineData("FROM scratch\nADD https://host/x.git#--upload-pack=x /z", "no reference", 2)]
    [InlineData("FROM scratch\nADD https://host/x.git#a..b /z", "no reference", 2)]
    [InlineData("FROM scratch\nADD https://host/x.git#a:../b /z", "no reference", 2)]
    [InlineData("FROM scratch\nADD https://host/x.git?ref=a /z", "no reference", 2)]
    [InlineData("FROM scratch\nCOPY https://host/x.git /z", "Use ADD", 2)]
    [InlineData("FROM scratch\nCOPY --exclude=[a x /z", "malformed pattern", 2)]
    [InlineData("FROM scratch\nCOPY --parents x/./../../y /z/", "outside the build context", 2)]
    [InlineData("FROM scratch\nRUN --network=host x", "never reaches the host", 2)]
    [InlineData("FROM scratch\nRUN --mount=type=ssh x", "ssh", 2)]
    [InlineData("FROM scratch\nRUN --mount=type=cache x", "target", 2)]
    [InlineData("FROM scratch\nRUN --mount=type=tmpfs,target=/ x", "mounted on /", 2)]
    [InlineData("FROM scratch\nEXPOSE 99999", "port", 2)]
    [InlineData("FROM scratch\nSTOPSIGNAL SIGFOO", "signal", 2)]
    [InlineData("FROM --platform=linux/s390x scratch", "platform", 1)]
    [InlineData("FROM scratch AS a\nCOPY --chmod=999 a b", "file mode", 2)]
    [InlineData("FROM $none", "empty", 1)]
    public void What_cannot_be_built_names_line_cause_and_next_step(string text, string cause, int line)
    {
        var error = Should.Throw<DockerfileException>(() => Plan(text));
        (error.Message + error.NextStep).ShouldContain(cause, Case.Insensitive);
        (error.Message + error.NextStep).ShouldNotContain("sentinel");
        error.Line.ShouldBe(line);
        error.NextStep.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("x", "", "x")]
    [InlineData("./x/y", "", "x/y")]
    [InlineData("./x/./y/*.txt", "x", "y/*.txt")]
    [InlineData("/a/b*/./c/**/e", "a/b*", "c/**/e")]
    [InlineData("a/./b/./c", "a", "b/c")]
    [InlineData("a/b/.", "", "a/b")]
    [InlineData(".", "", "")]
    public void A_pivot_parts_a_source_whose_directories_are_kept(string source, string directory, string pattern) =>
        Copy($"COPY --parents {source} /z/").Sources.ShouldBe([new PlannedSource.WithParents(directory, pattern)]);

    [Fact]
    public void Repositories_are_named_by_reference_and_directory_and_downloads_by_digest()
    {
        var digest = Digest.OfBytes("x"u8);
        Copy("ADD https://host/x.git#v1.0:a/b /z").Sources
            .ShouldBe([new PlannedSource.Repository(new(new("https://host/x.git"), "v1.0", "a/b"), null, false)]);
        Copy("ADD git://host/x#:a /z").Sources
            .ShouldBe([new PlannedSource.Repository(new(new("git://host/x"), null, "a"), null, false)]);
        Copy("ADD --checksum=ab12 --keep-git-dir http://host/x.git#refs/pull/1/head /z").Sources
            .ShouldBe(
                [new PlannedSource.Repository(new(new("http://host/x.git"), "refs/pull/1/head", ""), "ab12", true)]);
        Copy($"ARG sum={digest}\nADD --checksum=$sum https://host/a/b%20c.tgz?x=1 /z/").Sources
            .ShouldBe([new PlannedSource.Download(new("https://host/a/b%20c.tgz?x=1"), digest, "b c.tgz")]);
        Copy("ADD https://host/x.git#main /z/").CreatedBy.ShouldBe("/bin/sh -c #(nop) ADD {0} in /z/ ");
    }

    [Fact]
    public void A_named_context_comes_before_stages_and_images_of_its_name()
    {
        var contexts = new Dictionary<string, FileOrigin>
        {
            ["Lib"] = new FileOrigin.Context("Lib"), ["one"] = new FileOrigin.Image(Base),
            ["busybox"] = new FileOrigin.Image(Base),
        };
        var inputs = Inputs("FROM scratch AS one\nRUN never\nFROM busybox:latest\nCOPY --from=lib /a /b\n" +
            "COPY --from=one /c /d\nRUN --mount=from=LIB,target=/l x") with
        {
            Contexts = contexts.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase),
        };
        var plan = BuildPlanner.Plan(inputs, new Dictionary<ImageReference, ImageConfig>
        {
            [Base] = ConfigOf(new ContainerConfig { User = "of-base" }),
        }).Plan.ShouldNotBeNull();
        plan.Stages.ShouldHaveSingleItem().Base.ShouldBe(new FileOrigin.Image(Base));
        plan.Target.Config.User.ShouldBe("of-base");
        plan.Target.Steps.OfType<CopyStep>()
            .Select(step => step.From).ShouldBe([new FileOrigin.Context("Lib"), new FileOrigin.Image(Base)]);
        plan.Target.Steps.OfType<RunStep>().Single().Mounts.ShouldHaveSingleItem().From
            .ShouldBe(new FileOrigin.Context("Lib"));
        plan.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void A_stage_from_a_directory_begins_with_its_files_and_unused_contexts_are_warned_about()
    {
        var contexts = new Dictionary<string, FileOrigin>
        {
            ["tree"] = new FileOrigin.Context("tree"), ["other"] = new FileOrigin.Image(Base),
        };
        var plan = BuildPlanner.Plan(Inputs("FROM tree\nENV A=1") with { Contexts = contexts.ToImmutableDictionary() },
            ImmutableDictionary<ImageReference, ImageConfig>.Empty).Plan.ShouldNotBeNull();
        plan.Target.Base.ShouldBe(new FileOrigin.Scratch());
        var copy = plan.Target.Steps[0].ShouldBeOfType<CopyStep>();
        (copy.From, copy.Destination, copy.Text).ShouldBe((new FileOrigin.Context("tree"), "/", "FROM tree"));
        plan.Warnings.ShouldHaveSingleItem().ShouldContain("other");
    }

    [Fact]
    public void Arguments_have_the_scope_they_are_declared_in()
    {
        const string text = "ARG A=global\nARG B=${A}-b\nFROM scratch AS one\nARG A\nARG C=${A}-c\n" +
            "LABEL one=$A,$B,$C\nFROM one\nARG A=own\nARG B\nLABEL two=$A,$B,$C";
        Plan(text).Target.Config.Labels.ShouldBe(
            new Dictionary<string, string> { ["one"] = "global,,global-c", ["two"] = "own,global-b," },
            ignoreOrder: true);
        Plan(text, arguments: new() { ["A"] = "given" }).Target.Config.Labels!["two"].ShouldBe("given,given-b,");
    }

    [Fact]
    public void The_platforms_arguments_are_there_for_the_asking()
    {
        var plan = Plan("FROM --platform=$BUILDPLATFORM scratch\nLABEL before=$TARGETARCH\n" +
            "ARG TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT BUILDPLATFORM\n" +
            "LABEL after=$TARGETPLATFORM,$TARGETOS,$TARGETARCH,$TARGETVARIANT,$BUILDPLATFORM");
        plan.Target.Config.Labels!["before"].ShouldBe("");
        plan.Target.Config.Labels["after"].ShouldBe("linux/amd64,linux,amd64,,linux/amd64");
        Plan("FROM scratch\nARG TARGETARCH=mine\nLABEL a=$TARGETARCH").Target.Config.Labels!["a"].ShouldBe("mine");
    }

    [Fact]
    public void An_environment_of_the_base_wins_over_an_argument_of_the_stage()
    {
        var images = new Dictionary<ImageReference, ImageConfig>
        {
            [Base] = ConfigOf(new ContainerConfig { Env = ["PATH=/x", "V=base"] }),
        };
        var plan = Plan("FROM base:1\nARG V=own\nLABEL v=$V\nRUN x\nENV V=${V}-more\nLABEL w=$V", images: images,
            arguments: new() { ["V"] = "given" });
        plan.Target.Config.Labels
            .ShouldBe(new Dictionary<string, string> { ["v"] = "base", ["w"] = "base-more" }, ignoreOrder: true);
        plan.Target.Steps.OfType<RunStep>().Single().Environment.ShouldBe(["PATH=/x", "V=base"]);
    }

    [Fact]
    public void Triggers_of_a_stage_run_in_the_stage_above_it_and_in_none_above_that()
    {
        var plan = Plan("FROM scratch AS a\nONBUILD ARG V=1\nONBUILD COPY --from=files x /x\nONBUILD LABEL l=$V\n" +
            "FROM scratch AS files\nFROM a AS b\nONBUILD LABEL m=2\nFROM b");
        plan.Stages.Select(stage => stage.Steps.Length).ShouldBe([3, 0, 4, 1]);
        plan.Stages[2].Steps[1].ShouldBeOfType<CopyStep>().From.ShouldBe(new FileOrigin.Stage(1));
        plan.Target.Config.Labels
            .ShouldBe(new Dictionary<string, string> { ["l"] = "1", ["m"] = "2" }, ignoreOrder: true);
        plan.Target.Config.OnBuild.ShouldBeNull();
    }

    [Fact]
    public void A_trigger_keeps_its_here_document()
    {
        var kept = Plan("FROM scratch\nONBUILD RUN <<EOF\none\ntwo\nEOF").Target.Config.OnBuild.ShouldNotBeNull();
        var images =
            new Dictionary<ImageReference, ImageConfig> { [Base] = ConfigOf(new ContainerConfig { OnBuild = kept }) };
        Plan("FROM base:1", images: images).Target.Steps.ShouldHaveSingleItem().ShouldBeOfType<RunStep>().Command
            .ShouldBe(["/bin/sh", "-c", "one\ntwo\n"]);
    }

    [Fact]
    public void An_unknown_target_lists_those_there_are() =>
        Should.Throw<DockerfileException>(() => Plan("FROM scratch AS one", target: "two")).NextStep!
            .ShouldContain("one");

    private static CopyStep Copy(string instruction) =>
        Plan("FROM scratch\n" + instruction).Target.Steps.OfType<CopyStep>().Single();

    private static ImageConfig ConfigOf(ContainerConfig config) =>
        new() { Architecture = "amd64", Os = "linux", Config = config, RootFs = new RootFileSystem([]) };

    private static PlanInputs Inputs(
        string text, string? target = null, Dictionary<string, string>? arguments = null) =>
        new(Dockerfile.Parse(text), target, (arguments ?? []).ToImmutableDictionary(), null, "amd64");

    private static BuildPlan Plan(
        string text, string? target = null, Dictionary<string, string>? arguments = null,
        Dictionary<ImageReference, ImageConfig>? images = null) =>
        BuildPlanner.Plan(Inputs(text, target, arguments), images ?? []).Plan.ShouldNotBeNull();
}
