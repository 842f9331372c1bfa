using Microsoft.Extensions.Logging.Abstractions;
using k8s;
using Slipway.Testing.Registries;
using Slipway.ImageTests;
using Slipway.ImageTests.Clusters;
using Slipway.ImageTests.Clusters.Access;
using Slipway.ImageTests.Clusters.Api;
using Slipway.Oci;
using Slipway.Registry.Content;
using Slipway.Registry.Remote;
using Slipway.Testing;

namespace Slipway.ImageTests.Tests.Clusters;

/// <summary>
/// Pods of image tests on a cluster that is given by its kubeconfig. Its nodes have to pull from this machine's
/// loopback, as those of a cluster on this machine do, or from a registry that is given, too.
/// </summary>
[Collection(nameof(ImageTestMachine))]
public sealed class RealClusterTests(ImageTestMachine machine) : IAsyncLifetime
{
    private const string KubeconfigVariable = "SLIPWAY_TEST_KUBECONFIG";
    private const string RegistryVariable = "SLIPWAY_TEST_CLUSTER_REGISTRY";
    private const string Pod =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data: {greeting: servus}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: web-pod}
        spec:
          terminationGracePeriodSeconds: 1
          initContainers: [{name: prepare, image: "demo/web:1", command: ["true"]}]
          containers:
            - name: web
              image: demo/web:1
              env: [{name: GREETING, valueFrom: {configMapKeyRef: {name: settings, key: greeting}}}]
              readinessProbe: {httpGet: {path: /index.html, port: 8080}, periodSeconds: 1}
        """;

    private readonly TemporaryDirectory _logins = new();
    private RegistryServer? _registry;
    private ClusterAccess _access = null!;

    public async ValueTask InitializeAsync()
    {
        var path = Given(KubeconfigVariable);
        Assert.SkipWhen(path is null, $"{KubeconfigVariable} names no kubeconfig of a cluster to test on");
        _access = Kubeconfig.Read(
            await File.ReadAllTextAsync(path!), null,
            named => File.ReadAllText(Path.Combine(Path.GetDirectoryName(path!)!, named)));
        if (Given(RegistryVariable) is null)
            _registry = await RegistryServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_registry is not null)
            await _registry.DisposeAsync();
        _logins.Dispose();
    }

    [Fact]
    public async Task All_kinds_of_checks_pass_on_a_pod_that_is_well()
    {
        var report = await RunAsync(
            """
                startTimeout: 60s
                listens: [8080]
                notRoot: true
                http:
                  - {path: /index.html, status: 200, expectedBody: [welcome]}
                  - path: /cgi-bin/greeting
                    expectedHeaders: [{key: Content-Type, value: application/json}]
                    expectedBody: [servus]
                configuration:
                  - {file: /etc/group, expectedContents: ["web:x:55"]}
                  - {command: [cat, /tmp/running.conf], expectedContents: ["greeting=servus"]}
            """, Pod);
        report.Cases.ShouldAllBe(result => result.Outcome == TestOutcome.Passed, ImageTestMachine.Describe(report));
        report.Cases.Count.ShouldBeGreaterThan(6);
    }

    [Theory]
    [InlineData("listens: [9999]", "port 9999: expected to accept connections at the pod's address, seen: refused; " +
        "the pod listens on ")]
    [InlineData("http: [{path: /, port: 9999}]", "GET / on 9999: expected an answer, seen: refused")]
    [InlineData("configuration: [{file: /missing, expectedContents: [x]}]", "/missing: expected a file to read")]
    [InlineData("configuration: [{command: [absent], expectedContents: [x]}]", "expected to be run, seen: ")]
    [InlineData("configuration: [{command: [sh, -c, exit 5], expectedContents: [x]}]", "expected exit code 0, seen 5")]
    public async Task A_check_that_fails_says_what_was_expected_and_seen(string check, string message)
    {
        var report = await RunAsync($"    startTimeout: 5s\n    {check}\n", Pod);
        report.Cases.Where(result => result.Outcome == TestOutcome.Failed).ShouldHaveSingleItem()
            .Message.ShouldContain(message);
    }

    [Fact]
    public async Task A_pod_that_ends_again_and_again_fails_with_its_last_lines()
    {
        var pod = Pod.Replace(
            "env: [", "env: [{name: FAIL, value: no settings}, ", StringComparison.Ordinal);
        var report = await RunAsync("    startTimeout: 60s\n", pod);
        var failed = report.Cases.Where(result => result.Outcome == TestOutcome.Failed).ShouldHaveSingleItem();
        failed.Message.ShouldContain("expected to run, ended again and again, last with exit code 3: CrashLoopBackOff");
        failed.LastLines.ShouldContain("cannot start: no settings");
    }

    [Fact]
    public async Task A_pod_that_the_API_refuses_is_told_in_its_words() =>
        (await RunAsync("", Pod.Replace("name: web-pod", "name: No_Name", StringComparison.Ordinal)))
            .Cases.ShouldHaveSingleItem().Message
            .ShouldContain("the cluster did not do it: Pod \"No_Name\" is invalid");

    [Fact]
    public async Task A_login_that_is_not_known_is_refused_before_anything_is_done()
    {
        using var cluster = Open(_access with { Token = "unknown", ClientCertificate = null, ClientKey = null });
        (await Should.ThrowAsync<SlipwayException>(() => cluster.OpenAsync(TimeProvider.System, default)))
            .Message.ShouldContain("does not take the login");
    }

    private static string? Given(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    private PodCluster Open(ClusterAccess access) =>
        new(access, _logins.Path, _registry?.Address ?? Given(RegistryVariable)!,
            _registry is null ? null : new RemoteLogin("dev", RegistryServer.Secret), plainHttp: true);

    private async Task<ImageTestReport> RunAsync(string keys, string pod)
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.File("pod.yaml"), pod);
        using var cluster = Open(_access);
        await cluster.OpenAsync(TimeProvider.System, default);
        var request = new ImageTestRequest
        {
            Image = machine.Web,
            Files = [new LocatedTestFile(
                ImageTestFile.Parse("schemaVersion: 2.0.0\npodTests:\n  - name: pod\n    manifest: pod.yaml\n" +
                    $"    underTest: [web]\n{keys}", "tests.yml"), directory.Path)],
            FindImage = (name, _) => Task.FromResult<Image?>(name == "demo/web:1" ? machine.Web : null),
            Cluster = new ClusterTests(
                cluster, machine.Builds.Content, "demo/web", name => ImageReference.Parse(name).Repository),
        };
        var report = await new ImageTester(null!, null!, NullLogger<ImageTester>.Instance)
            .RunAsync(request, null, CancellationToken.None);
        await ShouldLeaveNothingAsync();
        return report;
    }

    /// <summary>A namespace that is on its way out is as good as gone.</summary>
    private async Task ShouldLeaveNothingAsync()
    {
        using var client = new ClusterClient(_access);
        var spaces = await client.CoreV1.ListNamespaceAsync();
        spaces.Items.Where(space => space.Metadata.Name.StartsWith("slipway-test-", StringComparison.Ordinal))
            .ShouldAllBe(space => space.Metadata.DeletionTimestamp != null);
    }
}
