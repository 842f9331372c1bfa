using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Linux.Namespaces;

namespace Slipway.Engine.Embedded.Containers;

/// <summary>
/// Renders a container as <c>config.json</c> of the runtime-spec (version 1.0.2). A pure function of its input and the
/// host's capabilities.
/// </summary>
public sealed class RuntimeSpecWriter(HostCapabilities host)
{
    private static readonly JsonSerializerOptions Relaxed =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Without a user namespace a container must not run as the host's root; this user replaces it.</summary>
    public static readonly ContainerUser Fallback = new(65533, 65533, []);

    private static readonly string[] Masked =
    [
        "/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/scsi",
        "/proc/sched_debug", "/proc/timer_list",
        "/proc/timer_stats", "/sys/firmware", "/sys/devices/virtual/powercap",
    ];

    private static readonly string[] Shielded =
        ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    public byte[] Write(RuntimeSpec spec) => JsonSerializer.SerializeToUtf8Bytes(Render(spec), Relaxed);

    public JsonObject Render(RuntimeSpec spec) => new()
    {
        ["ociVersion"] = "1.0.2",
        ["process"] = Process(spec, UserOf(spec)),
        ["root"] = new JsonObject { ["path"] = spec.Root, ["readonly"] = spec.ReadOnlyRoot },
        ["hostname"] = spec.Hostname,
        ["mounts"] = new JsonArray([.. DefaultMounts(spec), .. spec.Mounts.Select(Bind)]),
        ["linux"] = Linux(spec),
    };

    /// <summary>Only the <c>process</c> object, for <c>runc exec --process</c>.</summary>
    public static JsonObject Process(RuntimeProcess spec, ContainerUser user)
    {
        var held = user.IsRoot ? spec.Capabilities : [];
        return new JsonObject
        {
            ["terminal"] = spec.Terminal,
            ["user"] = new JsonObject
            {
                ["uid"] = user.Uid,
                ["gid"] = user.Gid,
                ["umask"] = 18,
                ["additionalGids"] = new JsonArray([.. user.Groups.Select(g => JsonValue.Create(g))]),
            },
            ["args"] = Strings(spec.Command),
            ["env"] = Strings(spec.Environment),
            ["cwd"] = spec.WorkingDirectory,
            ["capabilities"] = new JsonObject
            {
                ["bounding"] = Strings(held),
                ["effective"] = Strings(held),
                ["permitted"] = Strings(held),
                ["inheritable"] = new JsonArray(),
                ["ambient"] = new JsonArray(),
            },
            ["noNewPrivileges"] = true,
        };
    }

    private static ContainerUser UserOf(RuntimeSpec spec) =>
        spec.Slot.HasUserNamespace || !spec.User.IsRoot ? spec.User : Fallback with { Home = spec.User.Home };

    private JsonObject Linux(RuntimeSpec spec)
    {
        var linux = new JsonObject
        {
            ["namespaces"] = Namespaces(spec),
            ["cgroupsPath"] = spec.CgroupPath,
            ["resources"] = Resources(spec.Limits),
            ["maskedPaths"] = Strings(Masked),
            ["readonlyPaths"] = Strings(Shielded),
            ["sysctl"] = new JsonObject
            {
                ["net.ipv4.ip_unprivileged_port_start"] = "0", ["net.ipv4.ping_group_range"] = "0 65535",
            },
        };
        if (spec.Slot.HasUserNamespace)
        {
            linux["uidMappings"] = Mapping(spec.Slot.Ids);
            linux["gidMappings"] = Mapping(spec.Slot.Ids);
        }
        if (spec.Seccomp is { } filter)
            linux["seccomp"] = filter.DeepClone();
        return linux;
    }

    private static JsonArray Namespaces(RuntimeSpec spec)
    {
        var network = new JsonObject { ["type"] = "network" };
        if (spec.Network)
            network["path"] = spec.Slot.NetworkNamespace;
        var namespaces = new JsonArray([.. new[] { "mount", "pid", "ipc", "uts", "cgroup" }
            .Select(type => new JsonObject { ["type"] = type }), network]);
        if (spec.Slot.UserNamespace is { } path)
            namespaces.Add(new JsonObject { ["type"] = "user", ["path"] = path });
        return namespaces;
    }

    private static JsonArray Mapping(IdRange ids) =>
        new(new JsonObject { ["containerID"] = 0, ["hostID"] = ids.First, ["size"] = ids.Length });

    private JsonObject Resources(ResourceLimits limits)
    {
        const int period = 100_000;
        var resources =
            new JsonObject { ["devices"] = new JsonArray(new JsonObject { ["allow"] = false, ["access"] = "rwm" }) };
        if (limits.Memory is { } memory)
        {
            resources["memory"] = new JsonObject { ["limit"] = memory };
            if (host.Swap)
                resources["memory"]!["swap"] = memory;
        }
        if (limits.Cpus is { } cpus)
            resources["cpu"] =
                new JsonObject { ["quota"] = Math.Max(1000, (long)(cpus * period)), ["period"] = period };
        if (limits.Pids is { } pids)
            resources["pids"] = new JsonObject { ["limit"] = pids };
        return resources;
    }

    private IEnumerable<JsonObject> DefaultMounts(RuntimeSpec spec)
    {
        yield return Mount("proc", "/proc", "proc", "nosuid", "noexec", "nodev");
        yield return Mount("tmpfs", "/dev", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k");
        yield return Mount(
            "devpts", "/dev/pts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5");
        yield return Mount(
            "shm", "/dev/shm", "tmpfs", "nosuid", "noexec", "nodev", "mode=1777", $"size={spec.SharedMemory}");
        yield return Mount("mqueue", "/dev/mqueue", "mqueue", "nosuid", "noexec", "nodev");
        yield return Mount("sysfs", "/sys", "sysfs", "nosuid", "noexec", "nodev", "ro");
        if (host.Cgroups == 2)
            yield return Mount("cgroup", "/sys/fs/cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "ro");
    }

    private static JsonObject Mount(string source, string target, string type, params string[] options) =>
        new() { ["destination"] = target, ["type"] = type, ["source"] = source, ["options"] = Strings(options) };

    private static JsonObject Bind(SpecMount mount) =>
        Mount(mount.Source, mount.Target, "bind", "rbind", "rprivate", "nosuid", "nodev", mount.ReadOnly ? "ro" : "rw");

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(v => JsonValue.Create(v))]);
}
