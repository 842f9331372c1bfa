using System.Net;
using Slipway.Oci;
using Slipway.Yaml;

namespace Slipway.ImageTests.Pods.Reading;

/// <summary>
/// Reads a Pod with the ConfigMaps and Secrets that stand in the same file. What cannot be had here, or would be
/// unsafe, is refused with the reason; what only a scheduler would look at is passed over.
/// </summary>
internal static class PodReader
{
    private static readonly string[] PassedOver =
    [
        "nodeSelector", "nodeName", "affinity", "tolerations", "serviceAccountName", "serviceAccount",
        "automountServiceAccountToken", "imagePullSecrets",
        "priorityClassName", "priority", "schedulerName", "terminationGracePeriodSeconds", "dnsPolicy",
        "enableServiceLinks", "topologySpreadConstraints",
        "activeDeadlineSeconds", "preemptionPolicy", "readinessGates", "os",
    ];

    /// <exception cref="ImageTestFileException">The file is refused; each problem has its line and key.</exception>
    public static PodDefinition Read(string text, string name)
    {
        var problems = new List<YamlProblem>();
        try
        {
            var documents = YamlTree.ReadAll(text)
                .Select(node => new Fields(node as YamlMap ?? new YamlMap(node.Line, []), "", problems)).ToList();
            var pods = documents.Where(document => document.Text("kind") == "Pod").ToList();
            var objects = PodObjects.Read(documents);
            if (pods.Count != 1)
                throw Refused(
                    name, 1, $"one Pod is expected among the documents, {pods.Count} are here",
                    "write 'kind: Pod' once; others may be ConfigMap and Secret");
            var pod = ReadPod(pods[0], objects);
            return problems.Count == 0 ? pod : throw new ImageTestFileException(
                name, [.. problems.Distinct().OrderBy(problem => problem.Line)]);
        }
        catch (YamlTreeException e)
        {
            throw Refused(name, e.Line, e.Message, "correct the text at this line");
        }
    }

    private static PodDefinition ReadPod(Fields pod, PodObjects objects)
    {
        pod.Pass("apiVersion", "status");
        pod.RefuseUnknownAfter("metadata", "spec");
        var name = pod.Map("metadata")?.Text("name") ?? "pod";
        if (pod.Map("spec") is not { } spec)
            return pod.Error(pod.Line, "spec", "the Pod has no spec", "write 'spec:' with its containers",
                new PodDefinition { Name = name, Containers = [] })!;
        spec.Pass(PassedOver);
        PodSecurityReader.RefuseHost(spec);
        var security = PodSecurityReader.ReadPod(spec);
        var volumes = PodVolumeReader.Read(spec, objects);
        var reader = new PodContainerReader(objects, security, volumes, name);
        var read = new PodDefinition
        {
            Name = name,
            Hostname = spec.Text("hostname"),
            Volumes = volumes,
            Hosts = ReadHosts(spec),
            RunsForEver = spec.Text("restartPolicy") is null or "Always",
            InitContainers = reader.ReadAll(spec, "initContainers"),
            Containers = reader.ReadAll(spec, "containers"),
        };
        if (read.Containers.Count == 0)
            spec.Error(spec.Line, "containers", "the Pod has no containers", "write at least one");
        spec.RefuseUnknown();
        return read;
    }

    private static Dictionary<string, IPAddress> ReadHosts(Fields spec)
    {
        var hosts = new Dictionary<string, IPAddress>();
        foreach (var (address, names) in spec.List("hostAliases", ReadAlias))
            foreach (var name in names)
                hosts[name] = address;
        return hosts;
    }

    private static (IPAddress Address, IReadOnlyList<string> Names) ReadAlias(Fields alias)
    {
        if (!IPAddress.TryParse(alias.Text("ip"), out var address))
            alias.Error(
                alias.LineOf("ip"), "ip", $"'{Excerpt.Of(alias.Text("ip"))}' is no address", "write an IP address");
        return (address ?? IPAddress.Loopback, alias.Texts("hostnames"));
    }

    private static ImageTestFileException Refused(string name, int line, string cause, string nextStep) =>
        new(name, [new YamlProblem(ProblemSeverity.Error, line, "", cause, nextStep)]);
}
