using FsCheck;
using FsCheck.Fluent;
using Slipway.ImageTests;
using Slipway.ImageTests.Pods.Reading;

namespace Slipway.ImageTests.Tests;

/// <summary>Kubernetes Pod definitions on the engine.</summary>
[Collection(nameof(ImageTestMachine))]
public sealed class PodTests(ImageTestMachine machine)
{
    private const string Pod =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data:
          greeting: servus
          page.html: "<p>from the map</p>\n"
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: keys}
        stringData: {token: sesame}
        data: {other: b3BlbgA=}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: web-pod, labels: {app: web}}
        spec:
          securityContext: {runAsUser: 33, runAsGroup: 55, fsGroup: 2000, runAsNonRoot: true}
          hostAliases: [{ip: 127.0.0.1, hostnames: [friend]}]
          volumes:
            - {name: work, emptyDir: {sizeLimit: 16Mi}}
            - {name: pages, configMap: {name: settings, items: [{key: page.html, path: sub/page.html}]}}
            - {name: tokens, secret: {secretName: keys, defaultMode: 0400}}
          initContainers:
            - name: prepare
              image: busybox:1
              command: [/bin/sh, -c, "echo prepared by $(id -u):$(id -g) > /room/state; cat /tokens/token >> /room/state"]
              volumeMounts: [{name: work, mountPath: /room}, {name: tokens, mountPath: /tokens, readOnly: true}]
          containers:
            - name: web
              image: anything/web:0.0-p0
              args: ["8080"]
              env:
                - {name: GREETING, valueFrom: {configMapKeyRef: {name: settings, key: greeting}}}
                - {name: LONG, value: "$(GREETING), $(NAME) of $$(X)"}
              envFrom: [{prefix: P_, configMapRef: {name: settings}}]
              ports: [{name: http, containerPort: 8080}]
              resources: {requests: {cpu: 100m}, limits: {memory: 64Mi, cpu: "1"}}
              securityContext:
                readOnlyRootFilesystem: true
                allowPrivilegeEscalation: false
                capabilities: {drop: [ALL]}
                seccompProfile: {type: RuntimeDefault}
              volumeMounts:
                - {name: work, mountPath: /tmp}
                - {name: pages, mountPath: /www/pages}
                - {name: pages, mountPath: /www/one.html, subPath: sub/page.html}
              startupProbe: {tcpSocket: {port: http}, periodSeconds: 1, failureThreshold: 30}
              readinessProbe: {httpGet: {path: /index.html, port: http}, periodSeconds: 1, timeoutSeconds: 10}
              livenessProbe: {exec: {command: [cat, /tmp/running.conf]}, periodSeconds: 1, timeoutSeconds: 10}
            - name: side
              image: busybox:1
              command: [/bin/sh, -c, "until wget -q -O /room/fetched http://friend:8080/cgi-bin/greeting; do sleep 0.1; done; touch /room/ready; exec sleep 1000"]
              volumeMounts: [{name: work, mountPath: /room}]
              readinessProbe: {exec: {command: [test, -e, /room/ready]}, periodSeconds: 1, timeoutSeconds: 10}
        """;

    [Fact]
    public void Whatever_the_definition_is_it_is_a_pod_or_an_error_with_lines()
    {
        string[] pieces = [":", "- ", "\n", "  ", "[", "]", "{", "}", "---\n", "&a ", "*a", "'", "~", "null",
            "99999999999", "é", "$(X)", "/", "1Mi", "kind: Pod\n"];
        var mutated = from edits in Gen.ArrayOf(from at in Gen.Choose(0, Pod.Length - 1)
                                                from cut in Gen.Choose(0, 30)
                                                from piece in Gen.Elements(pieces)
                                                select (at, cut, piece), 3)
                      select edits.Aggregate(Pod, (text, edit) =>
                      {
                          var at = Math.Min(edit.at, text.Length);
                          return text.Remove(at, Math.Min(edit.cut, text.Length - at)).Insert(at, edit.piece);
                      });
        Prop.ForAll(Arb.From(mutated), text =>
        {
            try
            {
                return PodReader.Read(text, "pod.yaml").Containers.Count > 0;
            }
            catch (ImageTestFileException e)
            {
                return e.Problems.Count > 0;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private Task<ImageTestReport> RunAsync(string pod, string keys = "") =>
        machine.RunAsync($"podTests:\n- name: pod\n  manifest: pod.yaml\n{keys}", null, ("pod.yaml", pod));

    private async Task<string> FailureAsync(string pod, string keys = "")
    {
        var report = await RunAsync(pod, keys);
        return report.Cases.Where(result => result.Outcome == TestOutcome.Failed).ShouldHaveSingleItem().Message;
    }

    private static string Simple(string container, string spec = "") =>
        $"kind: Pod\nspec:\n  containers:\n  - {{name: web, image: web:1, {container}}}\n{spec}";

    [Fact]
    public async Task A_pod_of_several_containers_works_as_its_definition_says()
    {
        var report = await RunAsync(Pod,
            """
              listens: [8080]
              notRoot: true
              http:
                - {path: /pages/sub/page.html, expectedBody: [from the map]}
                - {path: /one.html, expectedBody: [from the map]}
                - {path: /cgi-bin/greeting, expectedBody: [servus]}
              configuration:
                - {file: /tmp/state, expectedContents: ["prepared by 33:55\nsesame"]}
                - {file: /tmp/fetched, expectedContents: [servus]}
                - {command: [env], expectedContents: ["(?m)^LONG=servus, \\$\\(NAME\\) of \\$\\(X\\)$", "(?m)^P_greeting=servus$"]}
                - {command: [id, -G], expectedContents: ["^55 2000$"]}
                - {command: [sh, -c, "grep CapBnd /proc/self/status; touch /etc/x 2>&1; hostname"], expectedContents: ["0000000000000000", "Read-only", "web-pod"]}
                - {container: side, command: [cat, /room/state], expectedContents: [prepared]}
            """);
        report.Cases.ShouldAllBe(result => result.Outcome == TestOutcome.Passed, ImageTestMachine.Describe(report));
        report.Cases.Count.ShouldBe(12);
    }

    [Fact]
    public async Task A_pod_with_a_task_is_done_when_it_ended_well()
    {
        const string pod = "kind: Pod\nspec:\n  restartPolicy: Never\n  containers: [{name: job, image: 'web:1', " +
            "command: [sh, -c, 'echo working; exit CODE']}]\n";
        (await RunAsync(pod.Replace("CODE", "0", StringComparison.Ordinal))).Succeeded.ShouldBeTrue();
        (await FailureAsync(pod.Replace("CODE", "6", StringComparison.Ordinal)))
            .ShouldBe("container job: expected exit code 0, seen 6");
    }

    [Theory]
    [InlineData("command: [sh, -c, 'exit 4']", "", "container web: expected to go on running, ended with exit code 4")]
    [InlineData("readinessProbe: {httpGet: {path: /none, port: 8080}, periodSeconds: 1, timeoutSeconds: 10}",
        "  startTimeout: 2s", "container web: expected readiness (httpGet 8080/none), it failed")]
    [InlineData("livenessProbe: {tcpSocket: {port: 9}, periodSeconds: 0, failureThreshold: 2}", "",
        "container web: expected liveness (tcpSocket 9), it failed 2 times in a row, last: refused")]
    [InlineData("startupProbe: {exec: {command: [sh, -c, 'echo no; exit 1']}, periodSeconds: 0, failureThreshold: 3, " +
        "timeoutSeconds: 10}", "", "it failed 3 times in a row, last: exit code 1 with no")]
    [InlineData("securityContext: {runAsNonRoot: true}", "",
        "container web: expected a numeric user (runAsNonRoot cannot be held otherwise), the image's is 'web'")]
    [InlineData("securityContext: {runAsNonRoot: true, runAsUser: 0}", "",
        "container web: expected not to be root (runAsNonRoot), the image's user is '0'")]
    [InlineData("workingDir: /home/web", "  underTest: [none]", "underTest: the pod has no container none")]
    public async Task A_seeded_fault_in_a_container_is_told(string container, string keys, string message) =>
        (await FailureAsync(Simple(container), keys)).ShouldContain(message);

    [Fact]
    public async Task An_init_container_that_fails_ends_the_pod_before_the_others_start()
    {
        var report = await RunAsync(Simple("workingDir: /",
            "  initContainers: [{name: first, image: 'busybox:1', command: [sh, -c, 'echo cannot; exit 9']}]"),
            "  listens: [8080]");
        report.Cases.Select(result => result.Outcome).ShouldBe([TestOutcome.Failed, TestOutcome.Skipped]);
        report.Cases[0].Message.ShouldBe("init container first: expected exit code 0, seen 9");
        report.Cases[0].LastLines.ShouldBe(["cannot"]);
    }

    [Fact]
    public async Task An_image_that_is_not_there_is_told() =>
        (await FailureAsync(Simple("workingDir: /", "  - {name: other, image: 'none:1'}")))
            .ShouldBe("container other: there is no image 'none:1' to start beside the one under test");

    [Theory]
    [InlineData("securityContext: {privileged: true}", "",
        "line 4: spec/containers/securityContext/privileged: a test never runs with the rights of this machine's root")]
    [InlineData("securityContext: {allowPrivilegeEscalation: true}", "", "processes never gain rights here")]
    [InlineData(
        "securityContext: {capabilities: {add: [NET_ADMIN]}}", "", "CAP_NET_ADMIN is more than a gear ever has")]
    [InlineData(
        "securityContext: {seccompProfile: {type: Unconfined}}", "", "a gear always has the engine's own profile")]
    [InlineData("stdin: true", "", "containers of tests have no input")]
    [InlineData("comand: [x]", "", "spec/containers/comand: this key is not known; known here are args, command,")]
    [InlineData("volumeMounts: [{name: x, mountPath: /x}]", "", "the pod has no volume 'x'")]
    [InlineData("readinessProbe: {tcpSocket: {port: web}}", "", "the container has no port called 'web'")]
    [InlineData("readinessProbe: {grpc: {port: 1}}", "", "gRPC probes are not made here")]
    [InlineData("env: [{name: X, valueFrom: {secretKeyRef: {name: none, key: x}}}]", "",
        "there is no Secret 'none' with the key 'x' in the file")]
    [InlineData("resources: {limits: {memory: lots}}", "", "'lots' is no amount")]
    [InlineData("stdin: false", "  hostNetwork: true", "spec/hostNetwork: a test never sees this machine's network")]
    [InlineData("stdin: false", "  hostPID: true", "a test never sees this machine's processes")]
    [InlineData(
        "stdin: false", "  volumes: [{name: v, hostPath: {path: /etc}}]", "a test never sees this machine's files")]
    [InlineData(
        "stdin: false", "  volumes: [{name: v, configMap: {name: none}}]", "there is no ConfigMap 'none' in the file")]
    public void What_is_unsafe_or_unknown_is_refused_with_the_reason(string container, string spec, string message) =>
        Should.Throw<ImageTestFileException>(() => PodReader.Read(Simple(container, spec), "pod.yaml")).Message
            .ShouldContain(message);
}
