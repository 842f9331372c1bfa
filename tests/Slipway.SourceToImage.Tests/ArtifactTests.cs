using System.Text;
using Slipway.Engine;
using Slipway.Engine.Builds;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.SourceToImage;

namespace Slipway.SourceToImage.Tests;

public class ArtifactTests
{
    private static readonly DateTimeOffset Time = DateTimeOffset.UnixEpoch.AddDays(1);
    private static readonly AddedLayer Added = new(
        new Layer(new Descriptor(MediaTypes.Layer, Digest.OfBytes("a"u8), 1), Digest.OfBytes("a"u8)),
        "slipway assemble");

    private static ImageConfig ConfigOf(ContainerConfig config, string? run) =>
        ArtifactConfig.Of(
            Requests.ImageWith(config).Config, [Added], ["A=1"], new SortedDictionary<string, string>(), run, Time);

    [Fact]
    public void The_run_script_becomes_the_command_and_entrypoint_and_user_stay()
    {
        var config = ConfigOf(
            new ContainerConfig { User = "1001", Entrypoint = ["entry"], Cmd = ["usage"], OnBuild = ["RUN x"] },
            "/usr/libexec/slipway/run").Config!;
        config.Cmd.ShouldBe(["/usr/libexec/slipway/run"]);
        config.Entrypoint.ShouldBe(["entry"]);
        config.User.ShouldBe("1001");
        config.OnBuild.ShouldBeNull();
    }

    [Fact]
    public void Without_a_run_script_the_images_own_command_stays() =>
        ConfigOf(new ContainerConfig { Cmd = ["nginx"] }, null).Config!.Cmd.ShouldBe(["nginx"]);

    [Fact]
    public void Layers_and_history_grow_together()
    {
        var config = ConfigOf(new ContainerConfig(), null);
        config.RootFs.DiffIds.Count.ShouldBe(2);
        config.History!.Count(entry => entry.EmptyLayer != true).ShouldBe(2);
        config.History![^1].CreatedBy.ShouldBe("slipway assemble");
        config.Created.ShouldBe(Time);
    }

    [Fact]
    public void Labels_come_from_the_image_the_build_the_request_and_the_scripts_in_that_order()
    {
        var builder = Requests.ImageWith(new ContainerConfig
        {
            Labels = new() { ["a"] = "image", ["b"] = "image", ["c"] = "image", ["io.k8s.display-name"] = "image" },
        });
        var build = Requests.Of("/x", builder) with
        {
            Labels = new Dictionary<string, string> { ["b"] = "request", ["c"] = "request" },
            Stream = "nodejs:18",
            Origin = new BuildOrigin { Commit = "abc", Message = new string('m', 200) + "\nmore" },
        };
        var labels = ArtifactLabels.Of(
            build, Digest.OfBytes("input"u8), new ScriptSet([new Script("run", ScriptOrigin.Image, "/s/run", null)]),
            new Dictionary<string, string> { ["c"] = "script" });
        (labels["a"], labels["b"], labels["c"]).ShouldBe(("image", "request", "script"));
        labels["io.k8s.display-name"].ShouldBe("demo/blog:b1");
        labels["io.openshift.s2i.build.commit.id"].ShouldBe("abc");
        labels["io.openshift.s2i.build.commit.message"].Length.ShouldBe(80);
        labels["io.slipway.build.image-digest"].ShouldBe(builder.Digest.ToString());
        labels["io.slipway.build.stream"].ShouldBe("nodejs:18");
        labels["io.slipway.build.scripts"].ShouldBe("run=image");
        labels.ShouldNotContainKey("io.openshift.s2i.build.commit.ref");
    }

    [Fact]
    public void Labels_that_are_too_long_are_refused() =>
        Should.Throw<SourceBuildException>(() => ArtifactLabels.Of(Requests.Of("/x"), default, new ScriptSet([]),
            new Dictionary<string, string> { ["x"] = new('x', 70_000) }));

    [Theory]
    [InlineData("{\"labels\":[{\"a\":\"1\"},{\"b\":\"2\",\"c\":\"3\"}]}", 3)]
    [InlineData("{}", 0)]
    public void Assemble_may_ask_for_labels(string json, int count) =>
        ImageMetadata.Parse(Encoding.UTF8.GetBytes(json)).Count.ShouldBe(count);

    [Theory]
    [InlineData("{\"labels\":{\"a\":\"1\"}}")]
    [InlineData("{\"labels\":[\"a\"]}")]
    [InlineData("{\"labels\":[{\"a\":1}]}")]
    [InlineData("[]")]
    [InlineData("nonsense")]
    public void Labels_of_another_form_are_refused(string json) =>
        Should.Throw<SourceBuildException>(() => ImageMetadata.Parse(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData(7, StepEnd.Exited, "exit code 7")]
    [InlineData(127, StepEnd.Exited, "not found")]
    [InlineData(137, StepEnd.TimedOut, "30 minutes")]
    [InlineData(137, StepEnd.OutOfMemory, "64 MiB")]
    [InlineData(1, StepEnd.DiskFull, "1024 bytes")]
    [InlineData(1, StepEnd.TooManyProcesses, "10 processes")]
    public void A_failed_script_is_told_by_its_cause(int code, StepEnd end, string text)
    {
        var build =
            Requests.Of("/x") with { Limits = new ResourceLimits { Memory = 64 << 20, Disk = 1024, Pids = 10 } };
        var failure = StepFailure.Of(new StepResult(code, end), SourcePhase.Assemble, build, ["last"]);
        failure.Code.ShouldBe(ErrorCode.BuildFailed);
        failure.Message.ShouldContain(text);
        failure.ExitCode.ShouldBe(code);
        failure.LastLines.ShouldBe(["last"]);
        failure.NextStep.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("A B", "x")]
    [InlineData("1A", "x")]
    [InlineData("A", "x\0")]
    public void Variables_that_cannot_be_are_refused(string name, string value) =>
        Should.Throw<SourceBuildException>(() => RequestValidation.Validate(
            Requests.Of("/x") with { Environment = new Dictionary<string, string> { [name] = value } }));

    [Theory]
    [InlineData("../evil")]
    [InlineData("..")]
    [InlineData("")]
    public void Secrets_are_files_of_one_directory(string name) =>
        Should.Throw<SourceBuildException>(() => RequestValidation.Validate(
            Requests.Of("/x") with { Secrets = new Dictionary<string, ReadOnlyMemory<byte>> { [name] = default } }));

    [Fact]
    public void A_request_is_logged_without_its_values() =>
        (Requests.Of("/x") with { BuildEnvironment = new Dictionary<string, string> { ["A"] = "sentinel" } })
            .ToString().ShouldNotContain("sentinel");
}
