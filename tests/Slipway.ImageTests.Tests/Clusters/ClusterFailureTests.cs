using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Testing.Clusters;
using Slipway.Testing.Registries;

namespace Slipway.ImageTests.Tests.Clusters;

/// <summary>What goes wrong on a cluster is told as on the engine, and leaves nothing there.</summary>
public sealed class ClusterFailureTests : IAsyncLifetime
{
    private const string Pod =
        """
        kind: Pod
        apiVersion: v1
        metadata: {name: web-pod}
        spec: {containers: [{name: web, image: "anything/web:1"}]}
        """;

    private ClusterFixture _fixture = null!;

    public static TheoryData<string, string> Verdicts => new()
    {
        { nameof(PodStatuses.CrashLoop), "container web: expected to run, ended again and again, last with exit code " +
            "3: CrashLoopBackOff: back-off 20s" },
        { nameof(PodStatuses.OutOfMemory), "last with exit code 137 (OOMKilled)" },
        { nameof(PodStatuses.InitEnded),
            "init container prepare: expected to run, ended again and again, last with exit code 9" },
        { nameof(PodStatuses.Unschedulable), "expected to be ready within 1 s, is not: no node takes the pod: " +
            "Unschedulable: 0/3 nodes are available: too small" },
        { nameof(PodStatuses.NotReady),
            "expected to be ready within 1 s, is not: web: it runs, its readiness probe does not succeed" },
        { "ImagePullBackOff", "container web: expected to run, seen: ImagePullBackOff: the registry says no" },
        { "CreateContainerConfigError",
            "container web: expected to run, seen: CreateContainerConfigError: the registry says no" },
    };

    public async ValueTask InitializeAsync() => _fixture = await ClusterFixture.StartAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [MemberData(nameof(Verdicts))]
    public async Task A_pod_that_does_not_become_ready_says_why_with_its_last_lines_and_what_the_cluster_warns_of(
        string state, string message)
    {
        _fixture.Cluster.Status = _ => state switch
        {
            nameof(PodStatuses.CrashLoop) => PodStatuses.CrashLoop(),
            nameof(PodStatuses.OutOfMemory) => PodStatuses.OutOfMemory(),
            nameof(PodStatuses.InitEnded) => PodStatuses.InitEnded(),
            nameof(PodStatuses.Unschedulable) => PodStatuses.Unschedulable(),
            nameof(PodStatuses.NotReady) => PodStatuses.NotReady(),
            _ => PodStatuses.Waiting(state, "the registry says no"),
        };
        _fixture.Cluster.PreviousLog = "cannot start: no settings\n";
        _fixture.Cluster.OnCreate = (path, item) =>
        {
            if (path.EndsWith("/pods", StringComparison.Ordinal))
                _fixture.Cluster.Objects[$"{path[..^"pods".Length]}events/one"] =
                    new JsonObject { ["reason"] = "Unhealthy", ["message"] = "the probe was refused" };
        };
        var failed = await _fixture.FailureAsync("    startTimeout: 1s\n    listens: [8080]\n", Pod);
        failed.Name.ShouldBe("pod: becomes ready");
        failed.Message.ShouldContain(message);
        failed.Message.ShouldContain("Unhealthy: the probe was refused");
        failed.LastLines.ShouldBe(["cannot start: no settings"]);
    }

    [Fact]
    public async Task What_the_cluster_forbids_is_the_tests_failure_in_its_words()
    {
        _fixture.Cluster.Refuse = (method, path) => method == "POST" && path.EndsWith("/pods", StringComparison.Ordinal)
            ? (403, "pods \"web-pod\" is forbidden: violates PodSecurity \"baseline:latest\": hostPath volumes; " +
                $"you sent {ClusterServer.Token}") : null;
        var failed = await _fixture.FailureAsync("", Pod);
        failed.Message.ShouldContain("the cluster forbids it: pods \"web-pod\" is forbidden: violates PodSecurity");
        failed.Message.ShouldContain("baseline");
    }

    [Fact]
    public async Task A_login_that_the_cluster_refuses_to_keep_is_not_shown_with_its_words()
    {
        _fixture.Cluster.Refuse = (method, path) => method == "POST"
            && path.EndsWith("/secrets", StringComparison.Ordinal)
            ? (422, $"Secret \"slipway-test-registry\" is invalid: {RegistryServer.Secret}") : null;
        (await _fixture.FailureAsync("", Pod)).Message.ShouldContain("the cluster did not do it: status 422");
    }

    [Fact]
    public async Task A_pod_that_the_cluster_cannot_create_yet_is_created_a_little_later()
    {
        var asked = 0;
        _fixture.Cluster.Refuse = (method, path) =>
            method == "POST" && path.EndsWith("/pods", StringComparison.Ordinal) && ++asked == 1
                ? (500, "No API token found for service account \"default\", retry after the token is created") : null;
        await _fixture.PassesAsync("", Pod);
        asked.ShouldBe(2);
    }

    [Theory]
    [InlineData("kind: Pod\nmetadata: {name: a}\n---\nkind: Pod\nmetadata: {name: b}\n", "one Pod and at most")]
    [InlineData("kind: Namespace\nmetadata: {name: a}\n", "this is no Pod, ConfigMap or Secret")]
    [InlineData("kind: Pod\nmetadata: {}\n", "this has no name")]
    [InlineData("kind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: other}]}\n",
        "underTest: the pod has no container web")]
    public async Task A_definition_that_cannot_be_used_never_reaches_the_cluster(string pod, string message)
    {
        (await _fixture.FailureAsync("    underTest: [web]\n", pod)).Message.ShouldContain(message);
        _fixture.Cluster.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_run_that_is_cancelled_removes_its_namespace()
    {
        var waiting = new TaskCompletionSource();
        _fixture.Cluster.Status = _ =>
        {
            waiting.TrySetResult();
            return PodStatuses.NotReady();
        };
        using var cancel = new CancellationTokenSource();
        var run = _fixture.RunAsync("", Pod, cancel.Token);
        await waiting.Task.WaitAsync(TimeSpan.FromMinutes(1), CancellationToken.None);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => run);
        _fixture.Cluster.Requests.ShouldContain(
            request => request.StartsWith("DELETE /api/v1/namespaces/slipway-test-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_crash_left_is_removed_after_an_hour_and_nothing_else()
    {
        Leave("slipway-test-old", 61);
        Leave("slipway-test-new", 30);
        Leave("team-of-somebody", 600);
        using var cluster = _fixture.Open();
        await cluster.OpenAsync(TimeProvider.System, default);
        _fixture.Cluster.Objects.Keys.Select(path => path.Split('/')[^1])
            .ShouldBe(["slipway-test-new", "team-of-somebody"], ignoreOrder: true);
        _fixture.Cluster.Objects.Clear();
    }

    [Theory]
    [InlineData("token: other-sentinel-token", null, "does not take the login")]
    [InlineData(null, "certificate-authority-data: OTHER", "cannot be reached: The remote certificate")]
    [InlineData(null, "tls-server-name: elsewhere.example.com, certificate-authority-data: SAME",
        "cannot be reached: The remote certificate")]
    public async Task A_cluster_that_cannot_be_used_is_told_before_anything_is_done(
        string? user, string? cluster, string message)
    {
        var config = _fixture.Cluster.Kubeconfig(user, cluster?.Replace(
            "OTHER", TestCertificates.Encode(new TestCertificates().AuthorityPem), StringComparison.Ordinal)
            .Replace(
                "SAME", TestCertificates.Encode(ClusterServer.Certificates.AuthorityPem), StringComparison.Ordinal));
        using var opened = _fixture.Open(config);
        var refused = await Should.ThrowAsync<SlipwayException>(() => opened.OpenAsync(TimeProvider.System, default));
        refused.Message.ShouldContain(message);
        refused.NextStep.ShouldNotBeNullOrEmpty();
        refused.ToString().ShouldNotContain("sentinel-token");
    }

    [Fact]
    public async Task Certificates_log_in_and_whom_to_trust_is_said_or_waived()
    {
        var (certificate, key) = (ClusterServer.Certificates.ClientPem, ClusterServer.Certificates.ClientKeyPem);
        var user = $"client-certificate-data: {TestCertificates.Encode(certificate)}, client-key-data: " +
            $"{TestCertificates.Encode(key)}";
        string[] configs =
        [
            _fixture.Cluster.Kubeconfig(user),
            _fixture.Cluster.Kubeconfig(cluster: "insecure-skip-tls-verify: true"),
            _fixture.Cluster.Kubeconfig(cluster: "tls-server-name: localhost, certificate-authority-data: " +
                $"{TestCertificates.Encode(ClusterServer.Certificates.AuthorityPem)}"),
        ];
        foreach (var config in configs)
        {
            using var cluster = _fixture.Open(config);
            await cluster.OpenAsync(TimeProvider.System, default);
        }
        _fixture.Cluster.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_registry_that_refuses_is_told_and_the_cluster_left_alone()
    {
        await _fixture.Registry.DisposeAsync();
        var failed = await _fixture.FailureAsync("", Pod);
        failed.Message.ShouldContain(_fixture.Registry.Address);
        _fixture.Cluster.Requests.ShouldBeEmpty();
    }

    private void Leave(string name, int minutes) =>
        _fixture.Cluster.Objects[$"/api/v1/namespaces/{name}"] = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["creationTimestamp"] = DateTimeOffset.UtcNow.AddMinutes(-minutes)
                    .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            },
        };
}
