using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.ImageTests;
using Slipway.ImageTests.Clusters;
using Slipway.ImageTests.Clusters.Access;
using Slipway.Oci;
using Slipway.Registry.Content;
using Slipway.Registry.Remote;
using Slipway.Testing;
using Slipway.Testing.Clusters;
using Slipway.Testing.Registries;

namespace Slipway.ImageTests.Tests.Clusters;

/// <summary>A cluster, the registry that it pulls from, and images of our own to test there.</summary>
internal sealed class ClusterFixture : IAsyncDisposable
{
    private readonly RegistryServer _own;
    private readonly TemporaryDirectory _logins = new();

    private ClusterFixture(ClusterServer cluster, RegistryServer registry, RegistryServer own) =>
        (Cluster, Registry, _own) = (cluster, registry, own);

    public ClusterServer Cluster { get; }

    public RegistryServer Registry { get; }

    /// <summary>The image under test.</summary>
    public Image Web { get; private set; } = null!;

    public static async Task<ClusterFixture> StartAsync()
    {
        var fixture = new ClusterFixture(
            await ClusterServer.StartAsync(), await RegistryServer.StartAsync(), await RegistryServer.StartAsync());
        fixture.Web = await fixture.ImageAsync("demo/web:1", "web");
        return fixture;
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await Registry.DisposeAsync();
        await _own.DisposeAsync();
        Directory.EnumerateFileSystemEntries(_logins.Path).ShouldBeEmpty("no login is left");
        _logins.Dispose();
    }

    public PodCluster Open(string? kubeconfig = null) =>
        new(Kubeconfig.Read(kubeconfig ?? Cluster.Kubeconfig()), _logins.Path, Registry.Address,
            new RemoteLogin("dev", RegistryServer.Secret), plainHttp: true);

    public async Task<Image> ImageAsync(string name, string content)
    {
        var lease = await _own.Content.LeaseAsync("test", TimeSpan.FromMinutes(5), default);
        var layer = await _own.Content.PutAsync(
            Encoding.UTF8.GetBytes(content.PadRight(10_240, '\0')), MediaTypes.Layer, lease, default);
        var config =
            new ImageConfig { Architecture = "amd64", Os = "linux", RootFs = new RootFileSystem([layer.Digest]) };
        return await _own.Images.PutAsync(ImageReference.Parse(name), config, [layer], lease, default);
    }

    public async Task<Digest?> FindPushedAsync(string name) =>
        (await Registry.Images.FindAsync(ImageReference.Parse(name), default))?.Digest;

    /// <summary>
    /// Runs a test of a pod; whatever comes of it, the cluster has no namespace any more, and no
    /// message shows a secret.
    /// </summary>
    /// <param name="keys">Further keys of the test.</param>
    public async Task<ImageTestReport> RunAsync(
        string keys, string pod, CancellationToken cancel = default, params (string Name, string Content)[] files)
    {
        using var directory = new TemporaryDirectory();
        foreach (var (name, content) in files.Append(("pod.yaml", pod)))
            await File.WriteAllTextAsync(directory.File(name), content, CancellationToken.None);
        using var cluster = Open();
        var request = new ImageTestRequest
        {
            Image = Web,
            Files = [new LocatedTestFile(
                ImageTestFile.Parse($"schemaVersion: 2.0.0\npodTests:\n  - name: pod\n    manifest: pod.yaml\n{keys}",
                    "tests.yml"), directory.Path)],
            FindImage = async (name, stop) =>
                ImageReference.TryParse(name, out var reference) ? await _own.Images.FindAsync(reference, stop) : null,
            Cluster = new ClusterTests(
                cluster, _own.Content, "demo/web", name => ImageReference.Parse(name).Repository),
        };
        try
        {
            // Pods on a cluster need no engine.
            var report = await new ImageTester(null!, null!, NullLogger<ImageTester>.Instance)
                .RunAsync(request, null, cancel);
            foreach (var text in report.Cases.SelectMany(result => result.LastLines.Append(result.Message)))
                ShouldNotLeakSecrets(text);
            return report;
        }
        finally
        {
            Cluster.Objects.ShouldBeEmpty("the namespace is removed");
        }
    }

    public async Task PassesAsync(string keys, string pod, params (string Name, string Content)[] files)
    {
        var report = await RunAsync(keys, pod, default, files);
        report.Cases.ShouldAllBe(result => result.Outcome == TestOutcome.Passed, ImageTestMachine.Describe(report));
        report.Cases.ShouldNotBeEmpty();
    }

    /// <summary>The only case's failure.</summary>
    public async Task<ImageTestResult> FailureAsync(string keys, string pod) =>
        (await RunAsync(keys, pod)).Cases.Where(result => result.Outcome == TestOutcome.Failed).ShouldHaveSingleItem();

    public static void ShouldNotLeakSecrets(string text) =>
        new[] { ClusterServer.Token, RegistryServer.Secret }.ShouldAllBe(secret => !text.Contains(secret));
}
