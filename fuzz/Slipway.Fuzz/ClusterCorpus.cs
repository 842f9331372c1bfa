using System.Text;
using System.Text.Json;
using Slipway.Diagnostics;
using Slipway.Factory;
using Slipway.ImageTests;
using Slipway.ImageTests.Clusters.Access;
using Slipway.ImageTests.Clusters.Api;
using Slipway.ImageTests.Clusters.Pods;

namespace Slipway.Fuzz;

/// <summary>
/// What tests on a cluster read: the kubeconfig that somebody sends, the Pod beside a template, and what an API
/// server says of it.
/// </summary>
internal static class ClusterCorpus
{
    private const string TokenKubeconfig =
        """
        apiVersion: v1
        kind: Config
        current-context: main
        contexts: [{name: main, context: {cluster: one, user: me, namespace: team}}]
        clusters: [{name: one, cluster: {server: "https://10.0.0.1:6443/base", tls-server-name: kube, insecure-skip-tls-verify: false}}]
        users: [{name: me, user: {token: abc}}]
        """;

    private const string OtherKubeconfig =
        """
        {"current-context": "a", "contexts": [{"name": "a", "context": {"cluster": "a", "user": "a"}}],
         "clusters": [{"name": "a", "cluster": {"server": "https://a", "certificate-authority-data": "YQ==", "proxy-url": "http://x"}}],
         "users": [{"name": "a", "user": {"client-certificate-data": "YQ==", "client-key-data": "YQ==", "exec": {"command": "x"}, "as": "root"}}]}
        """;

    private const string Pods =
        """
        {kind: ConfigMap, metadata: {name: a}, data: {b: "1"}}
        ---
        kind: Pod
        metadata: {name: web, labels: {a: yes}}
        status: {phase: Running}
        spec:
          restartPolicy: Never
          imagePullSecrets: [{name: x}]
          volumes: [{name: v, configMap: {name: a, defaultMode: 0400}}]
          initContainers: [{name: prepare, image: a}]
          containers: [{name: web, image: b, readinessProbe: {tcpSocket: {port: 80}}}]
        """;

    private const string Status =
        """
        {"metadata": {"name": "web"}, "spec": {"restartPolicy": "Never"},
         "status": {"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False"}],
           "initContainerStatuses": [{"name": "i", "state": {"terminated": {"exitCode": 1, "reason": "OOMKilled"}}}],
           "containerStatuses": [{"name": "web", "ready": false, "restartCount": 2, "state": {"waiting": {"reason": "CrashLoopBackOff"}},
             "lastState": {"terminated": {"exitCode": 3}}}]}}
        """;

    public static IReadOnlyList<byte[]> OfKubeconfigs { get; } =
        [Encoding.UTF8.GetBytes(TokenKubeconfig), Encoding.UTF8.GetBytes(OtherKubeconfig)];

    public static IReadOnlyList<byte[]> OfPods { get; } = [Encoding.UTF8.GetBytes(Pods)];

    public static IReadOnlyList<byte[]> OfStatuses { get; } = [Encoding.UTF8.GetBytes(Status)];

    public static void ReadKubeconfig(byte[] input) =>
        Kubeconfig.Read(Kubeconfig.Read(Encoding.UTF8.GetString(input)).ToKubeconfig());

    public static void ReadPod(byte[] input)
    {
        var manifest = PodManifest.Read(Encoding.UTF8.GetString(input), "pod.yaml");
        var images = manifest.Containers.Select(container => container.Text("name"))
            .Distinct().ToDictionary(name => name, _ => "image");
        var pod = manifest.In("space", images, "secret");
        if (pod.Text("metadata", "namespace") != "space" || pod.ToJsonString().Length == 0)
            throw new InvalidOperationException("the pod is not where it is to be");
    }

    public static void ReadStatus(byte[] input)
    {
        var pod = ApiJsonReader.Parse(input);
        foreach (var mustEnd in new[] { false, true })
            PodReadiness.Of(pod, mayEnd: true, mustEnd);
    }

    public static bool IsRefusal(Exception e) =>
        e is SlipwayException { Code: ErrorCode.Factory } or ImageTestFileException or JsonException;
}
