using Slipway.Engine;
using Slipway.ImageTests.Files.Reading;
using Slipway.Oci;
using Slipway.Yaml;

namespace Slipway.ImageTests.Pods.Reading;

/// <summary>Reads the containers of a pod.</summary>
internal sealed class PodContainerReader(
    PodObjects objects, PodSecurity pod, IReadOnlyDictionary<string, PodVolume> volumes, string podName)
{
    private const int MaxContainers = 16;

    public IReadOnlyList<PodContainer> ReadAll(Fields spec, string key)
    {
        var containers = spec.List(key, container => ReadOne(container, isInit: key == "initContainers"));
        if (containers.Count > MaxContainers
            || containers.Select(container => container.Name).Distinct().Count() < containers.Count)
            spec.Error(spec.LineOf(key), key, $"up to {MaxContainers} containers have a name each of their own",
                "rename or remove some");
        return containers;
    }

    private PodContainer ReadOne(Fields container, bool isInit)
    {
        container.Pass("imagePullPolicy", "terminationMessagePath", "terminationMessagePolicy", "stdinOnce");
        container.Refuse("lifecycle", "hooks of containers are not run here");
        container.Refuse("volumeDevices", "containers have no block devices here");
        container.Refuse("tty", "containers of tests have no terminal");
        container.Refuse("stdin", "containers of tests have no input");
        var ports = container.List("ports", ReadPort);
        var probes = new PodProbeReader(ports);
        return new PodContainer(container.Required("name", "web"), container.Required("image", "group/image:1.0-p0"))
        {
            Command = container.OptionalTexts("command"),
            Arguments = container.OptionalTexts("args"),
            Environment = new PodEnvironmentReader(objects, podName).Read(container),
            WorkingDirectory = container.Has("workingDir") ? container.PathInImage("workingDir") : null,
            Mounts = container.List("volumeMounts", ReadMount),
            Limits = ReadLimits(container),
            Security = PodSecurityReader.ReadContainer(container, pod),
            Startup = probes.Read(container, "startupProbe"),
            Readiness = probes.Read(container, "readinessProbe"),
            Liveness = probes.Read(container, "livenessProbe"),
            IsSidecar = isInit && container.Text("restartPolicy") == "Always",
        };
    }

    private static KeyValuePair<string, int> ReadPort(Fields port)
    {
        port.Pass("protocol", "hostIP");
        port.Refuse("hostPort", "ports of this machine are not taken by tests");
        return new(port.Text("name") ?? "", port.Number("containerPort", 1, 1, 65535));
    }

    private PodMount ReadMount(Fields mount)
    {
        var name = mount.Required("name", "data");
        if (name.Length > 0 && !volumes.ContainsKey(name))
            mount.Error(mount.LineOf("name"), "name", $"the pod has no volume '{Excerpt.Of(name)}'",
                $"its volumes are {string.Join(", ", volumes.Keys)}");
        mount.Refuse("subPathExpr", "only subPath is known here");
        mount.Refuse("mountPropagation", "mounts do not spread out of a gear");
        var subPath = mount.FileBeside("subPath");
        if (subPath is not null && volumes.GetValueOrDefault(name) is { Files: null })
            mount.Error(mount.LineOf("subPath"), "subPath", "a part of an emptyDir is not mounted here",
                "mount the whole volume, or a volume of its own");
        return new PodMount(name, mount.PathInImage("mountPath"), mount.Flag("readOnly", false), subPath);
    }

    private static ResourceLimits ReadLimits(Fields container)
    {
        if (container.Map("resources") is not { } resources)
            return new ResourceLimits();
        resources.Pass("requests", "claims");
        var limits = resources.Map("limits");
        var read = new ResourceLimits
        {
            Memory = (long?)limits?.Quantity("memory"),
            Cpus = limits?.Quantity("cpu"),
            Disk = (long?)limits?.Quantity("ephemeral-storage"),
        };
        limits?.RefuseUnknown();
        resources.RefuseUnknown();
        return read;
    }
}
