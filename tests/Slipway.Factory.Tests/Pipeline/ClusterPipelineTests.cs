using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Factory;
using Slipway.Factory.DebianBase;
using Slipway.Factory.Pipeline;
using Slipway.Factory.Records;
using Slipway.ImageTests;
using Slipway.ImageTests.Clusters;
using Slipway.ImageTests.Clusters.Access;
using Slipway.Oci;
using Slipway.Registry.Remote;
using Slipway.Testing;
using Slipway.Testing.Builds;
using Slipway.Testing.Clusters;
using Slipway.Testing.Registries;
using Slipway.Testing.Stores;

namespace Slipway.Factory.Tests.Pipeline;

/// <summary>Images are built on the real engine, and their Pods tested on a cluster.</summary>
public sealed class ClusterPipelineTests(BuildMachine machine) : IClassFixture<BuildMachine>, IAsyncLifetime
{
    private const string Tests =
        """
        schemaVersion: 2.0.0
        commandTests: [{name: on the engine, command: cat, args: [/web], expectedOutput: [web]}]
        podTests: [{name: pod, manifest: pods/web.yaml}]
        """;

    private readonly TemporaryDirectory _directory = new();
    private readonly InMemoryImageRecords _records = new();
    private readonly string _group = "cluster-" + Guid.NewGuid().ToString("n")[..8];
    private ClusterServer _cluster = null!;
    private RegistryServer _registry = null!;

    public async ValueTask InitializeAsync() =>
        (_cluster, _registry) = (await ClusterServer.StartAsync(), await RegistryServer.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _registry.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task An_image_that_was_just_built_is_tested_there_with_its_sibling_and_then_published()
    {
        using var tree = Tree();
        var report = await RunAsync(
            tree, (pipeline, run) => pipeline.RunAsync(run, _ => ValueTask.CompletedTask, default));
        report.Images.ShouldAllBe(image => image.State == ImageState.Built,
            string.Join('\n', report.Images.Select(image => image.Cause)));
        var (cache, web) = (report.Images.Single(image => image.Image == "cache").Record!,
            report.Images.Single(image => image.Image == "web").Record!);
        web.TestsPassed.ShouldBe(2);
        var pod = _cluster.Created.Single(one => (string)one["kind"]! == "Pod");
        pod["spec"]!["containers"]!.AsArray().Select(container => (string)container!["image"]!)
            .ShouldBe([$"{_registry.Address}/{_group}/web@{web.Digest}",
                $"{_registry.Address}/{_group}/cache@{cache.Digest}"]);
        foreach (var record in new[] { cache, web })
            (await _registry.Images.FindAsync(
                ImageReference.Parse(record.Repository).WithDigest(record.Digest), default)).ShouldNotBeNull();
        _cluster.Objects.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_fails_there_is_not_published_and_what_is_published_can_be_tested_there_later()
    {
        using var tree = Tree();
        _cluster.Status = _ => PodStatuses.Waiting("ImagePullBackOff", "no such host");
        var failed = await RunAsync(
            tree, (pipeline, run) => pipeline.RunAsync(run, _ => ValueTask.CompletedTask, default));
        failed.Images.Single(image => image.Image == "web").Cause.ShouldNotBeNull()
            .ShouldContain("pod: becomes ready: container web: expected to run, seen: ImagePullBackOff");
        _cluster.Status = _ => PodStatuses.Ready();
        (await RunAsync(tree, (pipeline, run) =>
            pipeline.RunAsync(run, _ => ValueTask.CompletedTask, default))).Succeeded.ShouldBeTrue();
        var tested = await RunAsync(
            tree, (pipeline, run) => pipeline.TestAsync(run, _ => ValueTask.CompletedTask, default));
        tested.Images.ShouldAllBe(image => image.State == ImageState.Tested,
            string.Join('\n', tested.Images.Select(image => image.Cause)));
        _cluster.Created.Count(one => (string)one["kind"]! == "Pod").ShouldBe(3);
        _cluster.Objects.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cluster_that_refuses_the_login_is_told_before_anything_is_built()
    {
        using var tree = Tree();
        _cluster.Refuse = (_, _) => (401, "Unauthorized");
        var refused = await Refusal.OfAsync(
            ErrorCode.Cluster,
            () => RunAsync(tree, (pipeline, run) => pipeline.RunAsync(run, _ => ValueTask.CompletedTask, default)));
        refused.Message.ShouldContain("does not take the login");
        (await _records.ListAsync(new ImageQuery(), default)).ShouldBeEmpty();
    }

    private TestTree Tree() => new(
        ("factory.yml", $"name: {_group}\ngroup: {_group}\nbases: [busybox]\ntolerate: [user]\n"),
        ("cache/Dockerfile.j2", "FROM busybox:1\nRUN echo cache > /cache"), ("cache/image.yml", "version: \"1.0\""),
        ("web/Dockerfile.j2", "FROM {{ image_spec('cache') }}\nRUN echo web > /web"),
        ("web/image.yml", "version: \"1.0\""),
        ("web/tests/web.yml", Tests),
        ("web/tests/pods/web.yaml", "kind: Pod\napiVersion: v1\nmetadata: {name: pod}\nspec: {containers: [{name: " +
            "web, image: any}, {name: cache, image: cache}]}\n"));

    private async Task<FactoryReport> RunAsync(
        TestTree tree, Func<FactoryPipeline, FactoryBuildRequest, Task<FactoryReport>> work)
    {
        using var pipeline = new FactoryPipeline(new FactoryServices(
            machine.Builder, new DebianBaseBuilder(
                _directory.File("debian"), machine.Engine, machine.Content, machine.Images, machine.Cache),
            machine.Engine, new ImageTester(machine.Gears, machine.Engine, NullLogger<ImageTester>.Instance),
            machine.Content, machine.Images, _records,
            new PackageIndex(_directory.File("index"), _directory.File("index.work"), TimeProvider.System),
            _directory.File("work"), TimeProvider.System) { Loggers = NullLoggerFactory.Instance });
        using var cluster = new PodCluster(
            Kubeconfig.Read(_cluster.Kubeconfig()), _directory.File("logins"), _registry.Address,
            new RemoteLogin("admin", RegistryServer.Secret), plainHttp: true);
        return await work(pipeline, new FactoryBuildRequest { Tree = tree.Read(), Cluster = cluster });
    }
}
