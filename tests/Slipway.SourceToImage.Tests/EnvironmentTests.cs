using Slipway.Build;
using Slipway.Engine.Embedded.Containers;
using Slipway.Oci;


namespace Slipway.SourceToImage.Tests;

public class EnvironmentTests
{
    private static readonly DateTimeOffset Time = DateTimeOffset.UnixEpoch.AddSeconds(1000);
    private static readonly ContainerUser User = new(1001, 0, []) { Home = "/home/app" };

    [Fact]
    public void The_environment_file_has_comments_spaces_and_bad_lines()
    {
        var (variables, warnings) = EnvironmentFile.Parse("# comment\n A = b c \r\n\nB==x=\nnonsense\n1A=x\n=y\n");
        variables.ShouldBe([new("A", "b c"), new("B", "=x=")]);
        warnings.Count.ShouldBe(3);
        warnings[0].ShouldContain("line 5");
    }

    [Fact]
    public void Later_sources_win_and_every_name_is_there_once()
    {
        var build = Requests.Of("/x", Requests.ImageWith(
            new ContainerConfig { Env = ["A=image", "B=image", "C=image", "D=image"] })) with
        {
            Environment = new Dictionary<string, string> { ["C"] = "application", ["D"] = "application" },
            BuildEnvironment = new Dictionary<string, string> { ["D"] = "build" },
        };
        KeyValuePair<string, string>[] ofSource = [new("B", "source"), new("C", "source"), new("D", "source")];
        var variables = BuildVariables.ForAssemble(build, ofSource, User, Time).ToAssignments();
        variables.ShouldBe(["A=image", "B=source", "C=application", "D=build",
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/home/app",
            "SOURCE_DATE_EPOCH=1000"]);
    }

    [Fact]
    public void The_artifact_keeps_only_the_images_and_the_sources_variables() =>
        BuildVariables.Kept(Requests.ImageWith(new ContainerConfig { Env = ["A=1", "A=2"] }).Config, [new("S", "x")])
            .ToAssignments().ShouldBe(["A=2", "S=x"]);

    [Fact]
    public void Assemble_sees_where_the_source_is_from_and_assemble_dependencies_does_not()
    {
        var build = Requests.Of("/x") with
        {
            Origin = new BuildOrigin { Commit = "abc", Ref = "main", Url = "https://example.org/x.git" },
        };
        var assemble = BuildVariables.ForAssemble(build, [], User, Time);
        assemble.Find("SLIPWAY_SOURCE_COMMIT").ShouldBe("abc");
        assemble.Find("OPENSHIFT_BUILD_REFERENCE").ShouldBe("main");
        BuildVariables.ForDependencies(build, [], User, Time)
            .ToAssignments().ShouldNotContain(line => line.Contains("abc", StringComparison.Ordinal));
    }
}
