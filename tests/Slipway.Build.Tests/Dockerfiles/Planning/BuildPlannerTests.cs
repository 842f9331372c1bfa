using System.Collections.Immutable;
using Slipway.Build.Dockerfiles;
using Slipway.Build.Dockerfiles.Planning;
using Slipway.Build.Dockerfiles.Syntax;
using Slipway.Oci;

namespace Slipway.Build.Tests.Dockerfiles.Planning;

public sealed class BuildPlannerTests
{
    private static readonly ImageReference Base = ImageReference.Parse("base:1");

    [Fact]
    public void Only_the_stages_that_the_target_needs_are_planned()
    {
        var plan = Plan("FROM scratch AS a\nENV A=1\nFROM scratch AS unused\nFROM scratch AS c\nCOPY --from=a /x /y\nFROM scratch", target: "c");
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
        var images = new Dictionary<ImageReference, ImageConfig> { [Base] = ConfigOf(new ContainerConfig { Cmd = ["inherited"] }) };
        Plan("FROM base:1\nENTRYPOINT [\"e\"]", images: images).Target.Config.Cmd.ShouldBeNull();
        Plan("FROM base:1\nCMD [\"own\"]\nENTRYPOINT [\"e\"]", images: images).Target.Config.Cmd.ShouldBe(["own"]);
    }

    [Fact]
    public void The_environment_wins_over_arguments_and_arguments_reach_commands_only()
    {
        var plan = Plan("FROM scratch\nARG A=arg\nARG B=b\nENV A=env\nRUN x\nENV C=$B", arguments: new() { ["B"] = "given" });
        var run = plan.Target.Steps.OfType<RunStep>().Single();
        run.Environment.ShouldBe(["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "A=env", "B=given"]);
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
        var run = Plan("FROM scratch\nRUN x", arguments: new() { ["http_proxy"] = "http://user:pw@p" }).Target.Steps.OfType<RunStep>().Single();
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
    [InlineData("FROM scratch\nADD https://x/y /z", "URL", 2)]
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
        error.Line.ShouldBe(line);
        error.NextStep.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void An_unknown_target_lists_those_there_are() =>
        Should.Throw<DockerfileException>(() => Plan("FROM scratch AS one", target: "two")).NextStep!.ShouldContain("one");

    private static ImageConfig ConfigOf(ContainerConfig config) => new() { Architecture = "amd64", Os = "linux", Config = config, RootFs = new RootFileSystem([]) };

    private static PlanInputs Inputs(string text, string? target = null, Dictionary<string, string>? arguments = null) =>
        new(Dockerfile.Parse(text), target, (arguments ?? []).ToImmutableDictionary(), null, "amd64");

    private static BuildPlan Plan(string text, string? target = null, Dictionary<string, string>? arguments = null, Dictionary<ImageReference, ImageConfig>? images = null) =>
        BuildPlanner.Plan(Inputs(text, target, arguments), images ?? []).Plan.ShouldNotBeNull();
}
