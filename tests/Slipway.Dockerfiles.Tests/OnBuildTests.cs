using Slipway.Dockerfiles;
using Slipway.Testing.Builds;

namespace Slipway.Dockerfiles.Tests;

/// <summary>Triggers run in images built from the one that has them, once, and not in those built from these.</summary>
public sealed class OnBuildTests(BuildMachine machine) : IClassFixture<BuildMachine>
{
    [Fact]
    public async Task Triggers_run_right_behind_FROM_and_are_not_inherited()
    {
        using var parent = await ContextDirectory.MakeAsync("FROM busybox:1\nONBUILD ARG who=nobody\n" +
            "ONBUILD COPY f /log\nONBUILD RUN echo $who >> /log\nONBUILD USER web\n");
        var (made, _) = await machine.BuildAsync(parent.Build("test/parent:1"));
        made.Config.Config!.OnBuild.ShouldBe(["ARG who=nobody", "COPY f /log", "RUN echo $who >> /log", "USER web"]);
        made.Layers.Layers.Length.ShouldBe(1);

        using var child = await ContextDirectory.MakeAsync(
            "FROM test/parent:1\nUSER root\nRUN echo own >> /log\nONBUILD RUN echo of-child >> /log\n",
            "echo file > f");
        var (image, progress) = await machine.BuildAsync(
            child.Build("test/child:1") with { Arguments = new Dictionary<string, string> { ["who"] = "me" } });
        (await machine.RunAsync(image, "cat", "/log")).ShouldBe("file\nme\nown");
        progress.OfType<BuildProgress.StepStarted>().Select(step => step.Text).ShouldBe(
            ["FROM test/parent:1", "ARG who=nobody", "COPY f /log", "RUN echo $who >> /log", "USER web", "USER root",
                "RUN echo own >> /log", "ONBUILD RUN echo of-child >> /log"]);
        image.Config.Config!.OnBuild.ShouldBe(["RUN echo of-child >> /log"]);

        using var grandchild = await ContextDirectory.MakeAsync("FROM test/child:1\n");
        (await machine.RunAsync((await machine.BuildAsync(grandchild.Build())).Image, "cat", "/log"))
            .ShouldBe("file\nme\nown\nof-child");
    }

    [Fact]
    public async Task A_trigger_that_fails_names_the_line_of_the_FROM_that_brought_it()
    {
        using var parent = await ContextDirectory.MakeAsync("FROM busybox:1\nONBUILD RUN exit 7\n");
        await machine.BuildAsync(parent.Build("test/failing:1"));
        using var child = await ContextDirectory.MakeAsync("# a comment\n\nFROM test/failing:1\nENV A=1\n");
        var error = await Should.ThrowAsync<DockerfileException>(() => machine.BuildAsync(child.Build()));
        (error.Line, error.ExitCode).ShouldBe((3, 7));
    }
}
