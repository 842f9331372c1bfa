using System.Text.Json.Nodes;
using Slipway.ImageTests;
using Slipway.Testing.Clusters;

namespace Slipway.ImageTests.Tests.Clusters;

/// <summary>Pods on a cluster: what is created there, what is asked, and that nothing is left.</summary>
public sealed class ClusterPodTests : IAsyncLifetime
{
    private const string Pod =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data: {greeting: servus}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: keys, namespace: elsewhere}
        stringData: {token: sesame}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: web-pod, namespace: elsewhere, labels: {app: web}}
        status: {phase: Running}
        spec:
          nodeSelector: {disk: fast}
          imagePullSecrets: [{name: own}]
          terminationGracePeriodSeconds: 1
          volumes: [{name: tokens, secret: {secretName: keys, defaultMode: 0400}}]
          initContainers: [{name: prepare, image: quay.example.com/busybox:1, command: [sh, -c, "true"]}]
          containers:
            - {name: web, image: anything/web:0.0-p0, lifecycle: {preStop: {sleep: {seconds: 1}}}, env: [{name: MODE, value: "0400"}]}
            - {name: cache, image: demo/cache:1}
        """;

    private ClusterFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await ClusterFixture.StartAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_pod_is_created_as_it_is_written_but_for_its_namespace_its_images_and_their_login()
    {
        var cache = await _fixture.ImageAsync("demo/cache:1", "cache");
        await _fixture.PassesAsync("", Pod);
        var space = Created("Namespace");
        var name = (string)space["metadata"]!["name"]!;
        name.ShouldStartWith("slipway-test-");
        space["metadata"]!["labels"]!["pod-security.kubernetes.io/enforce"]!.ToString().ShouldBe("baseline");
        var pod = Created("Pod");
        var spec = pod["spec"]!;
        pod["metadata"]!
            .ToJsonString().ShouldBe($$$"""{"name":"web-pod","namespace":"{{{name}}}","labels":{"app":"web"}}""");
        pod["status"].ShouldBeNull();
        spec["nodeSelector"]!.ToJsonString().ShouldBe("""{"disk":"fast"}""");
        ((int)spec["terminationGracePeriodSeconds"]!).ShouldBe(1);
        ((int)spec["volumes"]![0]!["secret"]!["defaultMode"]!).ShouldBe(256, "modes are octal");
        spec["containers"]![0]!["env"]![0]!["value"]!.ToJsonString().ShouldBe("\"0400\"", "quoted, it is a text");
        spec["containers"]![0]!["lifecycle"].ShouldNotBeNull();
        spec["imagePullSecrets"]!.ToJsonString().ShouldBe("""[{"name":"own"},{"name":"slipway-test-registry"}]""");
        spec["containers"]![0]!["image"]!
            .ToString().ShouldBe($"{_fixture.Registry.Address}/demo/web@{_fixture.Web.Digest}");
        spec["containers"]![1]!["image"]!.ToString().ShouldBe($"{_fixture.Registry.Address}/demo/cache@{cache.Digest}");
        spec["initContainers"]![0]!["image"]!
            .ToString().ShouldBe("quay.example.com/busybox:1", "what is not from here is the cluster's to pull");
        (await _fixture.FindPushedAsync($"demo/web:test-{_fixture.Web.Digest.Hex[..12]}")).ShouldBe(_fixture.Web.Digest);
        _fixture.Cluster.Created.Count(one => (string)one["kind"]! is "Secret" or "ConfigMap").ShouldBe(3);
        _fixture.Cluster.Created
            .ShouldAllBe(one => (string)one["kind"]! == "Namespace" || (string)one["metadata"]!["namespace"]! == name);
    }

    [Fact]
    public async Task All_kinds_of_checks_are_made_by_way_of_the_API_server()
    {
        await using var service = await ForwardedService.StartAsync();
        (_fixture.Cluster.Ports[8080], _fixture.Cluster.Ports[8443]) = (service.Port, service.TlsPort);
        _fixture.Cluster.Exec = (container, command) => (container, command[0]) switch
        {
            ("web", "/bin/sh") => new ExecAnswer(Processes("1000")),
            ("web", "cat") when command[1] == "/etc/web.conf" => new ExecAnswer("workers 2\n"),
            ("web", "cat") => new ExecAnswer("  sl  local_address rem_address   st\n" +
                $"   0: 00000000:{8080:X4} 00000000:0000 0A\n   1: 00000000:{8443:X4} 00000000:0000 0A\n"),
            ("cache", "show") => new ExecAnswer("maxmemory 64mb"),
            _ => null,
        };
        await _fixture.PassesAsync(
            """
                listens: [8080, 8443]
                notRoot: true
                tls: [{port: 8443, serverName: localhost, certificateNames: [localhost], authority: ca.pem}]
                http:
                  - {path: /hello, status: 200, expectedHeaders: [{key: Content-Type, value: "^text/plain", isRegex: true}], expectedBody: ["^hello$"]}
                  - {path: /large, expectedBody: ["x{1000}"]}
                  - {path: /hello, port: 8443, tls: true, expectedBody: [hello]}
                openapi: [{file: openapi.yaml}]
                configuration:
                  - {file: /etc/web.conf, expectedContents: ["workers 2"]}
                  - {command: [show, memory], container: cache, expectedContents: ["64mb"]}
                  - {http: {path: /hello, expectedBody: [hello]}}
            """, Pod, ("ca.pem", ClusterServer.Certificates.AuthorityPem), ("openapi.yaml", ForwardedService.Document));
    }

    [Theory]
    [InlineData("listens: [9999]", "port 9999: expected to accept connections at the pod's address, seen: refused; " +
        "the pod listens on 127.0.0.1:8081")]
    [InlineData("listens: [8081]", "seen: refused from outside the pod; the pod listens on 127.0.0.1:8081")]
    [InlineData("notRoot: true", "seen as root: web-server")]
    [InlineData("configuration: [{file: /missing, expectedContents: [x]}]",
        "/missing: expected a file to read, seen: cat ends with 1: cat: can't open")]
    [InlineData("configuration: [{command: [absent], expectedContents: [x]}]",
        "expected to be run, seen: exec: executable file not found")]
    [InlineData("configuration: [{command: [fails], expectedContents: [x]}]", "expected exit code 0, seen 5 with both")]
    [InlineData("configuration: [{command: [show], container: nobody, expectedContents: [x]}]",
        "expected to be run, seen: there is no container 'nobody'")]
    [InlineData("http: [{path: /broken, port: 8081}]", "GET /broken on 8081: expected an answer, seen: ")]
    [InlineData("http: [{path: /, port: 9999}]", "GET / on 9999: expected an answer, seen: refused")]
    [InlineData("tls: [{port: 9999}]", "port 9999: expected a TLS handshake, seen: refused")]
    public async Task A_check_that_fails_says_what_was_expected_and_seen(string checks, string message)
    {
        await using var service = await ForwardedService.StartAsync();
        _fixture.Cluster.Ports[8081] = service.Port;
        _fixture.Cluster.Log = "one\ntwo\n";
        _fixture.Cluster.Exec = (_, command) => command[0] switch
        {
            "/bin/sh" => new ExecAnswer(Processes("0")),
            "cat" when command[1] == "/proc/net/tcp" =>
                new ExecAnswer($"  sl  local_address\n   0: 0100007F:{8081:X4} 00000000:0000 0A\n"),
            "cat" => new ExecAnswer("", "cat: can't open '/missing'\n", 1),
            "fails" => new ExecAnswer("both", "", 5),
            _ => null,
        };
        var failed = await _fixture.FailureAsync($"    startTimeout: 1s\n    {checks}\n", Pod);
        failed.Message.ShouldContain(message);
        failed.LastLines.ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task Where_a_container_has_no_shell_the_cluster_is_asked_who_it_is_run_as()
    {
        _fixture.Cluster.Status = _ => With(PodStatuses.Ready(), """{"linux": {"uid": 33}}""");
        await _fixture.PassesAsync("    notRoot: true\n", Pod);
        _fixture.Cluster.Status = _ => With(PodStatuses.Ready(), """{"linux": {"uid": 0}}""");
        (await _fixture.FailureAsync("    notRoot: true\n", Pod)).Message.ShouldContain("seen as root: web");
        _fixture.Cluster.Status = _ => PodStatuses.Ready();
        (await _fixture.FailureAsync("    notRoot: true\n", Pod)).Message.ShouldContain("the processes cannot be told");
    }

    [Fact]
    public async Task A_pod_that_has_a_task_is_good_when_it_has_ended_with_0()
    {
        var job = Pod.Replace(
            "spec:\n  nodeSelector", "spec:\n  restartPolicy: Never\n  nodeSelector", StringComparison.Ordinal);
        var asked = 0;
        _fixture.Cluster.Status = _ => ++asked < 3 ? PodStatuses.Ready() : PodStatuses.Ended(0);
        await _fixture.PassesAsync("", job);
        asked.ShouldBe(3);
        _fixture.Cluster.Status = _ => PodStatuses.Ended(4);
        (await _fixture.FailureAsync("", job)).Message
            .ShouldContain("container web: expected exit code 0, seen exit code 4");
        _fixture.Cluster.Status = _ => PodStatuses.Ended(0);
        (await _fixture.FailureAsync("", Pod)).Message.ShouldContain("expected the pod to go on running");
    }

    [Fact]
    public async Task A_container_that_nothing_probes_is_ready_when_it_goes_on_running()
    {
        var asked = 0;
        _fixture.Cluster.Status = _ => ++asked switch
        {
            1 => PodStatuses.Ready(), 2 => PodStatuses.Ready(restarts: 1), _ => PodStatuses.CrashLoop(),
        };
        (await _fixture.FailureAsync("", Pod)).Message.ShouldContain("ended again and again, last with exit code 3");
        _fixture.Cluster.Status = _ => ++asked < 6 ? PodStatuses.Ready(restarts: 1) : PodStatuses.Ready(restarts: 2);
        await _fixture.PassesAsync("", Pod);
    }

    private JsonObject Created(string kind) => _fixture.Cluster.Created.Single(one => (string)one["kind"]! == kind);

    private static JsonNode With(JsonNode status, string user)
    {
        status["containerStatuses"]![0]!["user"] = JsonNode.Parse(user);
        return status;
    }

    /// <summary>What the shell shows: itself, what it was started for, and the command that shows it.</summary>
    private static string Processes(string user) =>
        "40\n" + Status("web-server", 1, 0, user) + Status("worker", 7, 1, "33") + Status("cat", 40, 0, "0")
            + Status("sleep", 41, 40, "0");

    private static string Status(string name, int id, int parent, string user) =>
        $"Name:\t{name}\nUmask:\t0022\nState:\tS (sleeping)\nPid:\t{id}\nPPid:\t{parent}\n" +
        $"Uid:\t{user}\t{user}\t{user}\t{user}\nGid:\t0\t0\t0\t0\n";
}
